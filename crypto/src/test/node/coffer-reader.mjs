// An independent reader of the coffer format, version 1, written from FORMAT.md with nothing but Node.js.
// usage: node coffer-reader.mjs VOLUME_JSON KEY_FILE OBJECT_FILE [PATH METADATA_HEADER]
// Prints one JSON object; on a refusal the reason stands alone on stderr and the exit code is 1.
import { createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

const HEADER = 64, NONCE = 12, TAG = 16, OVERHEAD = NONCE + TAG;

class Refused extends Error {}
const require = (condition, reason) => {
  if (!condition) throw new Refused(reason);
};

const hkdf = (key, salt, info, length = 32) => Buffer.from(hkdfSync('sha256', key, salt, info, length));
const hmac = (key, message) => createHmac('sha256', key).update(message).digest();

/** AES-KWP (RFC 5649); undefined if it is another key's. */
function unwrap(key, wrapped) {
  try {
    const kwp = createDecipheriv('id-aes256-wrap-pad', key, Buffer.from('A65959A6', 'hex'));
    return Buffer.concat([kwp.update(wrapped), kwp.final()]);
  } catch {
    return undefined;
  }
}

/** nonce ‖ ciphertext ‖ tag */
function open(key, aad, sealed, reason) {
  require(sealed.length >= OVERHEAD, reason);
  const gcm = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
  gcm.setAAD(aad).setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([gcm.update(sealed.subarray(NONCE, sealed.length - TAG)), gcm.final()]);
  } catch {
    throw new Refused(reason);
  }
}

/** RFC 8785 for a document whose numbers are integers; sort() compares UTF-16 code units. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function keysOf(keyFile) {
  const lines = keyFile.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => Buffer.from(line, line.length === 64 ? 'hex' : 'base64'));
}

/** The volume keys by epoch. */
function unlock(volume, keys) {
  require(volume.format === 'coffer', 'MALFORMED');
  require(volume.version === 1, 'UNSUPPORTED_VERSION');
  let root;
  for (const key of keys) {
    const wrappingKey = hkdf(key, volume.volumeId, 'coffer v1 slot key-file');
    for (const slot of volume.slots.filter(({ type }) => type === 'key-file')) {
      root ??= unwrap(wrappingKey, Buffer.from(slot.wrappedRootKey, 'base64'));
    }
  }
  require(root, 'WRONG_KEY');
  const { mac, ...rest } = volume;
  const expected = hmac(hkdf(root, '', 'coffer v1 volume mac'), canonical(rest));
  require(timingSafeEqual(expected, Buffer.from(mac, 'base64')), 'TAMPERED');
  const epochKey = hkdf(root, '', 'coffer v1 epoch wrap');
  return new Map(
    volume.epochs.map(({ epoch, wrappedKey }) => [epoch, unwrap(epochKey, Buffer.from(wrappedKey, 'base64'))]),
  );
}

function plaintextLength(size, chunkSize) {
  const body = size - HEADER;
  const chunks = Math.ceil(body / (chunkSize + OVERHEAD));
  const length = body - chunks * OVERHEAD;
  require(chunks >= 1 && length >= 0 && Math.max(1, Math.ceil(length / chunkSize)) === chunks, 'MALFORMED');
  return length;
}

function openObject(object, chunkSize, epochs) {
  require(object.length >= HEADER && object.toString('latin1', 0, 6) === 'COFFER', 'MALFORMED');
  require(object[6] === 1 && object[7] === 1, 'UNSUPPORTED_VERSION');
  require(2 ** object[8] === chunkSize && object.readUIntBE(9, 3) === 0, 'MALFORMED');
  const epoch = object.readUInt32BE(12);
  const objectId = object.subarray(16, 48);
  require(epochs.has(epoch), 'WRONG_KEY');
  const info = Buffer.concat([Buffer.from('coffer v1 object'), object.subarray(0, 16)]);
  const derived = hkdf(epochs.get(epoch), objectId, info, 48);
  require(timingSafeEqual(derived.subarray(32), object.subarray(48, HEADER)), 'WRONG_KEY');
  const length = plaintextLength(object.length, chunkSize);
  const last = Math.max(1, Math.ceil(length / chunkSize)) - 1;
  const chunks = [];
  for (let i = 0; i <= last; i++) {
    const start = HEADER + i * (chunkSize + OVERHEAD);
    const aad = Buffer.alloc(9);
    aad.writeBigUInt64BE(BigInt(i));
    aad[8] = i === last ? 1 : 0;
    const sealed = object.subarray(start, start + chunkSize + OVERHEAD);
    chunks.push(open(derived.subarray(0, 32), aad, sealed, 'TAMPERED'));
  }
  return { objectId: objectId.toString('hex'), epoch, plaintext: Buffer.concat(chunks).toString('hex') };
}

function openMetadata(header, path, epochs) {
  const bytes = Buffer.from(header, 'base64');
  require(bytes.toString('base64') === header && bytes.length >= 1, 'MALFORMED');
  require(bytes[0] === 1, 'UNSUPPORTED_VERSION');
  require(bytes.length >= 5 + OVERHEAD, 'MALFORMED');
  const epoch = bytes.readUInt32BE(1);
  require(epochs.has(epoch), 'WRONG_KEY');
  const key = hkdf(epochs.get(epoch), '', 'coffer v1 metadata');
  const aad = Buffer.concat([bytes.subarray(0, 5), Buffer.from(path)]);
  const data = open(key, aad, bytes.subarray(5), 'NOT_BOUND');
  const xattrs = {};
  let at = 82;
  for (let count = data.readUInt16BE(80); count > 0; count--) {
    const name = data.toString('utf8', at + 1, (at += 1 + data[at]));
    xattrs[name] = data.toString('hex', at + 2, (at += 2 + data.readUInt16BE(at)));
  }
  require(at === data.length, 'MALFORMED');
  return {
    objectId: data.toString('hex', 0, 32),
    epoch: data.readUInt32BE(32),
    mode: data.readUInt32BE(36),
    uid: data.readUInt32BE(40),
    gid: data.readUInt32BE(44),
    mtime: [Number(data.readBigInt64BE(48)), data.readUInt32BE(56)],
    ctime: [Number(data.readBigInt64BE(60)), data.readUInt32BE(68)],
    rdev: Number(data.readBigUInt64BE(72)),
    xattrs,
  };
}

try {
  const [volumeJson, keyFile, objectFile, path, header] = process.argv.slice(2);
  const volume = JSON.parse(readFileSync(volumeJson, 'utf8'));
  const epochs = unlock(volume, keysOf(readFileSync(keyFile, 'utf8')));
  const result = openObject(readFileSync(objectFile), volume.chunkSize, epochs);
  if (header !== undefined) result.metadata = openMetadata(header, path, epochs);
  require(!result.metadata || result.metadata.objectId === result.objectId, 'NOT_BOUND');
  console.log(JSON.stringify(result));
} catch (refused) {
  if (!(refused instanceof Refused)) throw refused;
  console.error(refused.message);
  process.exitCode = 1;
}

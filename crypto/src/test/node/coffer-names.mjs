// An independent reader of the names and identities of the coffer format, written from FORMAT.md with nothing but Node.js.
// usage: node coffer-names.mjs VOLUME_JSON KEY KEY_IN_BUCKET…     KEY: a key file, or a private key in PEM
// Prints one JSON object; on a refusal the reason stands alone on stderr and the exit code is 1.
import {
  constants, createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync,
  privateDecrypt, timingSafeEqual,
} from 'node:crypto';
import { readFileSync } from 'node:fs';

class Refused extends Error {}
const require = (condition, reason) => {
  if (!condition) throw new Refused(reason);
};

const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const hmac = (key, message) => createHmac('sha256', key).update(message).digest();
const hkdf = (key, salt, info, length = 32) => Buffer.from(hkdfSync('sha256', key, salt, info, length));

function unwrap(key, wrapped) {
  try {
    const kwp = createDecipheriv('id-aes256-wrap-pad', key, Buffer.from('A65959A6', 'hex'));
    return bytes(kwp.update(wrapped), kwp.final());
  } catch {
    return undefined;
  }
}

/** HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
function openHpke(privateKey, info, wrapped) {
  const labeledExtract = (suite, salt, label, ikm) => hmac(salt, bytes('HPKE-v1', suite, label, ikm));
  const labeledExpand = (suite, prk, label, context, length) => // one block of HKDF-Expand suffices
    hmac(prk, bytes([0, length], 'HPKE-v1', suite, label, context, [1])).subarray(0, length);
  const kem = bytes('KEM', [0, 0x20]);
  const suite = bytes('HPKE', [0, 0x20, 0, 1, 0, 2]);
  const encapsulated = wrapped.subarray(0, 32);
  const spki = (raw) => bytes(Buffer.from('302a300506032b656e032100', 'hex'), raw);
  const publicKey = createPublicKey({ key: spki(encapsulated), format: 'der', type: 'spki' });
  const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12);
  const prk = labeledExtract(kem, '', 'eae_prk', diffieHellman({ privateKey, publicKey }));
  const shared = labeledExpand(kem, prk, 'shared_secret', bytes(encapsulated, own), 32);
  const pskHash = labeledExtract(suite, '', 'psk_id_hash', '');
  const context = bytes([0], pskHash, labeledExtract(suite, '', 'info_hash', info));
  const secret = labeledExtract(suite, shared, 'secret', '');
  const nonce = labeledExpand(suite, secret, 'base_nonce', context, 12);
  const gcm = createDecipheriv('aes-256-gcm', labeledExpand(suite, secret, 'key', context, 32), nonce);
  gcm.setAuthTag(wrapped.subarray(wrapped.length - 16));
  return bytes(gcm.update(wrapped.subarray(32, wrapped.length - 16)), gcm.final());
}

function openOaep(key, oaepLabel, wrapped) {
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel }, wrapped);
}

function rootKey(volume, key) {
  const context = bytes('coffer v1 recipient', volume.volumeId);
  for (const slot of volume.slots) {
    const wrapped = Buffer.from(slot.wrappedRootKey, 'base64');
    let root;
    if (slot.type === 'key-file' && Buffer.isBuffer(key)) {
      root = unwrap(hkdf(key, volume.volumeId, 'coffer v1 slot key-file'), wrapped);
    } else if (slot.type === 'recipient' && !Buffer.isBuffer(key)) {
      const own = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
      if (own !== slot.publicKey) continue;
      root = slot.algorithm === 'x25519' ? openHpke(key, context, wrapped) : openOaep(key, context, wrapped);
    }
    if (root) return root;
  }
  throw new Refused('WRONG_KEY');
}

function readKey(text) {
  if (text.includes('-----BEGIN ')) return createPrivateKey(text);
  const line = text.split('\n').find((candidate) => candidate && !candidate.startsWith('#'));
  return Buffer.from(line, 'base64');
}

/** CMAC (RFC 4493) with AES-256. */
function cmac(key, message) {
  const block = (input) => createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(input);
  const k1 = double(block(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = whole ? Buffer.from(message) : bytes(message, [0x80], Buffer.alloc(15 - (message.length % 16)));
  xorEnd(padded, whole ? k1 : double(k1));
  let mac = Buffer.alloc(16);
  for (let at = 0; at < padded.length; at += 16) mac = block(xorEnd(Buffer.from(mac), padded.subarray(at, at + 16)));
  return mac;
}

function double(input) {
  const shifted = (BigInt(`0x${input.toString('hex')}`) << 1n) & ((1n << 128n) - 1n);
  const result = input[0] & 0x80 ? shifted ^ 0x87n : shifted;
  return Buffer.from(result.toString(16).padStart(32, '0'), 'hex');
}

function xorEnd(target, end) {
  for (let i = 0; i < 16; i++) target[target.length - 16 + i] ^= end[i];
  return target;
}

/** AES-SIV (RFC 5297) with one string of associated data. */
function openSiv(key, associatedData, sealed) {
  const [macKey, ctrKey] = [key.subarray(0, 32), key.subarray(32)];
  const siv = sealed.subarray(0, 16);
  const counter = Buffer.from(siv);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  const plaintext = createDecipheriv('aes-256-ctr', ctrKey, counter).update(sealed.subarray(16));
  const d = xorEnd(double(cmac(macKey, Buffer.alloc(16))), cmac(macKey, associatedData));
  const short = () => xorEnd(bytes(plaintext, [0x80], Buffer.alloc(15 - plaintext.length)), double(d));
  const last = plaintext.length >= 16 ? xorEnd(Buffer.from(plaintext), d) : short();
  require(timingSafeEqual(cmac(macKey, last), siv), 'NOT_BOUND');
  return plaintext;
}

function openPath(key, sealedPath) {
  const names = [];
  for (const sealed of sealedPath.split('/').filter((component) => component)) {
    const raw = Buffer.from(sealed, 'base64url');
    require(raw.toString('base64url') === sealed && raw.length > 16, 'MALFORMED');
    names.push(openSiv(key, Buffer.from(names.join('/')), raw).toString());
  }
  return names.join('/') + (sealedPath.endsWith('/') ? '/' : '');
}

try {
  const [volumeJson, keyFile, ...sealedPaths] = process.argv.slice(2);
  const volume = JSON.parse(readFileSync(volumeJson, 'utf8'));
  const root = rootKey(volume, readKey(readFileSync(keyFile, 'utf8')));
  const first = unwrap(hkdf(root, '', 'coffer v1 epoch wrap'), Buffer.from(volume.epochs[0].wrappedKey, 'base64'));
  const namesKey = hkdf(first, '', 'coffer v1 names', 64);
  const fingerprint = hkdf(first, '', 'coffer v1 fingerprint', 16).toString('hex');
  console.log(JSON.stringify({ fingerprint, paths: sealedPaths.map((path) => openPath(namesKey, path)) }));
} catch (refused) {
  if (!(refused instanceof Refused)) throw refused;
  console.error(refused.message);
  process.exitCode = 1;
}

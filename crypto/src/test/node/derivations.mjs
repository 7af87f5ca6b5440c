// Computes the vectors in ../resources/vectors/derivations.json from FORMAT.md, with nothing but Node.js:
//   node derivations.mjs > ../resources/vectors/derivations.json
// Every input is a run of counting bytes, so that nobody can mistake one for another.
import { createCipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';

const counting = (from, length) => Buffer.from(Array.from({ length }, (_, i) => (from + i) & 0xff));
const hkdf = (key, salt, info, length = 32) => Buffer.from(hkdfSync('sha256', key, salt, info, length));
const hmac = (key, message) => createHmac('sha256', key).update(message).digest();
const hex = (bytes) => bytes.toString('hex');

function wrap(key, secret) {
  const kwp = createCipheriv('id-aes256-wrap-pad', key, Buffer.from('A65959A6', 'hex'));
  return Buffer.concat([kwp.update(secret), kwp.final()]);
}

function seal(key, nonce, aad, plaintext) {
  const gcm = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([nonce, gcm.update(plaintext), gcm.final(), gcm.getAuthTag()]);
}

const u32 = (value) => Buffer.from(value.toString(16).padStart(8, '0'), 'hex');

const volumeKey = counting(0x00, 32);
const objectId = counting(0x20, 32);
const prefix = Buffer.concat([Buffer.from('COFFER'), Buffer.from([1, 1, 16, 0, 0, 0]), u32(5)]);
const derived = hkdf(volumeKey, objectId, Buffer.concat([Buffer.from('coffer v1 object'), prefix]), 48);
const objectKey = derived.subarray(0, 32);
const header = Buffer.concat([prefix, objectId, derived.subarray(32)]);
const chunkAad = Buffer.from('000000000000000301', 'hex');
const plaintext = Buffer.from('the last chunk, with index 3');

const path = 'a/ü.txt';
const metadataKey = hkdf(volumeKey, '', 'coffer v1 metadata');
const metadata = Buffer.concat([
  objectId, u32(5), u32(0o100644), u32(1000), u32(100),
  Buffer.from('0000000065000000', 'hex'), u32(1), Buffer.from('ffffffffffffffff', 'hex'), u32(999999999),
  Buffer.from('0000000000000103', 'hex'),
  Buffer.from('0001', 'hex'), Buffer.from([6]), Buffer.from('user.a'), Buffer.from('0002', 'hex'), Buffer.from('beef', 'hex'),
]);
const metadataPrefix = Buffer.concat([Buffer.from([1]), u32(5)]);
const metadataAad = Buffer.concat([metadataPrefix, Buffer.from(path)]);
const metadataHeader = Buffer.concat([metadataPrefix, seal(metadataKey, counting(0x70, 12), metadataAad, metadata)]);

const volumeId = '00112233-4455-4677-8899-aabbccddeeff';
const rootKey = counting(0x80, 32);
const keyFileKey = counting(0xa0, 32);
const slotKey = hkdf(keyFileKey, volumeId, 'coffer v1 slot key-file');
const epochKey = hkdf(rootKey, '', 'coffer v1 epoch wrap');
const macKey = hkdf(rootKey, '', 'coffer v1 volume mac');
const canonical = '{"a":[1,true,{}],"b":"\\u0001\\n\\"ü"}';

// HPKE (RFC 9180), base mode, from an ephemeral key pair to a recipient's.
const pair = (scalar) => {
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), scalar]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, pkcs8: der, spki: publicKey.export({ format: 'der', type: 'spki' }) };
};
const join = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const extract = (suite, salt, label, ikm) => hmac(salt, join('HPKE-v1', suite, label, ikm));
const expand = (suite, prk, label, context, length) =>
  hmac(prk, join([0, length], 'HPKE-v1', suite, label, context, [1])).subarray(0, length);
const recipient = pair(counting(0xc0, 32));
const ephemeral = pair(counting(0x10, 32));
const info = join('coffer v1 recipient', volumeId);
const kem = join('KEM', [0, 0x20]);
const suite = join('HPKE', [0, 0x20, 0, 1, 0, 2]);
const encapsulated = ephemeral.spki.subarray(12);
const dh = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient.publicKey });
const shared = expand(kem, extract(kem, '', 'eae_prk', dh), 'shared_secret', join(encapsulated, recipient.spki.subarray(12)), 32);
const schedule = join([0], extract(suite, '', 'psk_id_hash', ''), extract(suite, '', 'info_hash', info));
const secret = extract(suite, shared, 'secret', '');
const hpkeNonce = expand(suite, secret, 'base_nonce', schedule, 12);
const hpkeSealed = seal(expand(suite, secret, 'key', schedule, 32), hpkeNonce, '', rootKey).subarray(12);

// AES-SIV (RFC 5297) with one string of associated data.
const double = (input) => {
  const shifted = (BigInt(`0x${hex(input)}`) << 1n) & ((1n << 128n) - 1n);
  return Buffer.from((input[0] & 0x80 ? shifted ^ 0x87n : shifted).toString(16).padStart(32, '0'), 'hex');
};
const xorEnd = (target, end) => {
  const result = Buffer.from(target);
  for (let i = 0; i < 16; i++) result[result.length - 16 + i] ^= end[i];
  return result;
};
const pad = (message) => join(message, [0x80], Buffer.alloc(15 - (message.length % 16)));
const cmac = (key, message) => {
  const block = (input) => createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(input);
  const k1 = double(block(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = whole ? xorEnd(message, k1) : xorEnd(pad(message), double(k1));
  let mac = Buffer.alloc(16);
  for (let at = 0; at < padded.length; at += 16) mac = block(xorEnd(mac, padded.subarray(at, at + 16)));
  return mac;
};
const namesKey = hkdf(volumeKey, '', 'coffer v1 names', 64);
const sealName = (parent, name) => {
  const d = xorEnd(double(cmac(namesKey.subarray(0, 32), Buffer.alloc(16))), cmac(namesKey.subarray(0, 32), Buffer.from(parent)));
  const siv = cmac(namesKey.subarray(0, 32), name.length >= 16 ? xorEnd(name, d) : xorEnd(pad(name), double(d)));
  const counter = Buffer.from(siv);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  return join(siv, createCipheriv('aes-256-ctr', namesKey.subarray(32), counter).update(name)).toString('base64url');
};
const nameVector = (parent, name) => ({
  volumeKey: hex(volumeKey), namesKey: hex(namesKey), parent, name: hex(name), sealed: sealName(parent, name),
});

console.log(JSON.stringify({
  object: [{
    volumeKey: hex(volumeKey), epoch: 5, chunkSize: 65536, objectId: hex(objectId),
    objectKey: hex(objectKey), header: hex(header),
    index: 3, last: true, plaintext: hex(plaintext), sealed: hex(seal(objectKey, counting(0x60, 12), chunkAad, plaintext)),
  }],
  metadata: [{
    volumeKey: hex(volumeKey), epoch: 5, metadataKey: hex(metadataKey), path,
    plaintext: hex(metadata), header: metadataHeader.toString('base64'),
  }],
  keyFileSlot: [{
    keyFileKey: hex(keyFileKey), keyId: hex(hmac(keyFileKey, 'coffer v1 key id')).slice(0, 8),
    volumeId, wrappingKey: hex(slotKey), rootKey: hex(rootKey), wrapped: hex(wrap(slotKey, rootKey)),
  }],
  recipientSlot: [{
    volumeId, privateKey: hex(recipient.pkcs8), publicKey: recipient.spki.toString('base64'), rootKey: hex(rootKey),
    ephemeralKey: hex(ephemeral.pkcs8), wrapped: hex(join(encapsulated, hpkeSealed)),
  }],
  names: [
    nameVector('', Buffer.from('a')),
    nameVector('', Buffer.from('fifteen bytes..')),
    nameVector('a', Buffer.from('sixteen bytes...')),
    nameVector('a/ü b', Buffer.from('c.txt')),
    nameVector('a', Buffer.from([0x66, 0xfc, 0x72])),
    nameVector('a', counting(0x80, 255).map((byte) => (byte === 0 || byte === 0x2f ? 0xff : byte))),
  ],
  fingerprint: [{ volumeKey: hex(volumeKey), fingerprint: hex(hkdf(volumeKey, '', 'coffer v1 fingerprint', 16)) }],
  epoch: [{ rootKey: hex(rootKey), wrappingKey: hex(epochKey), volumeKey: hex(volumeKey), wrapped: hex(wrap(epochKey, volumeKey)) }],
  mac: [{ rootKey: hex(rootKey), macKey: hex(macKey), canonical, mac: hex(hmac(macKey, canonical)) }],
}, null, 2));

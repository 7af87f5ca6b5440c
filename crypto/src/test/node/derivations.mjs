// Computes the vectors in ../resources/vectors/derivations.json from FORMAT.md, with nothing but Node.js:
//   node derivations.mjs > ../resources/vectors/derivations.json
// Every input is a run of counting bytes, so that nobody can mistake one for another.
import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';

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
  epoch: [{ rootKey: hex(rootKey), wrappingKey: hex(epochKey), volumeKey: hex(volumeKey), wrapped: hex(wrap(epochKey, volumeKey)) }],
  mac: [{ rootKey: hex(rootKey), macKey: hex(macKey), canonical, mac: hex(hmac(macKey, canonical)) }],
}, null, 2));

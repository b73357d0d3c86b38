/** System.Crypto, EncodingUtil, Blob, Url and UUID. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSign,
  createVerify,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { Blob, PlatformObject } from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';

function badParameter(message: string, cause?: unknown): never {
  throw new ApexException('System.InvalidParameterValueException', message, { cause });
}

const DIGESTS: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  'sha-256': 'sha256',
  sha256: 'sha256',
  'sha-512': 'sha512',
  sha512: 'sha512',
  'sha3-256': 'sha3-256',
  'sha3-384': 'sha3-384',
  'sha3-512': 'sha3-512',
};
const MACS: Readonly<Record<string, string>> = {
  hmacmd5: 'md5',
  hmacsha1: 'sha1',
  hmacsha256: 'sha256',
  hmacsha512: 'sha512',
};

function algorithm(known: Readonly<Record<string, string>>, name: string): string {
  return (
    known[notNull(name).toLowerCase()] ??
    badParameter(`Invalid algorithm ${name}. Must be one of ${Object.keys(known).join(', ')}`)
  );
}

function cipherName(name: string, key: Blob): string {
  const bits = /^AES(128|192|256)$/i.exec(notNull(name))?.[1];
  if (bits === undefined) badParameter(`Invalid algorithm ${name}. Must be AES128, AES192, AES256`);
  if (notNull(key).size * 8 !== Number(bits)) badParameter(`Invalid private key. Must be ${Number(bits) / 8} bytes.`);
  return `aes-${bits}-cbc`;
}

function encrypt(name: string, key: Blob, iv: Uint8Array, data: Blob): Uint8Array {
  const cipher = createCipheriv(cipherName(name, key), key.bytes, iv);
  return Buffer.concat([cipher.update(notNull(data).bytes), cipher.final()]);
}

function decrypt(name: string, key: Blob, iv: Uint8Array, data: Uint8Array): Blob {
  try {
    const cipher = createDecipheriv(cipherName(name, key), key.bytes, iv);
    return new Blob(Buffer.concat([cipher.update(data), cipher.final()]));
  } catch (cause) {
    if (cause instanceof ApexException) throw cause;
    throw new ApexException('System.SecurityException', 'Given final block not properly padded', { cause });
  }
}

const signatureHash = (name: string): string =>
  algorithm(
    {
      rsa: 'RSA-SHA1',
      'rsa-sha1': 'RSA-SHA1',
      'rsa-sha256': 'RSA-SHA256',
      'rsa-sha512': 'RSA-SHA512',
      'ecdsa-sha256': 'SHA256',
    },
    name,
  );

const pkcs8 = (key: Blob) => ({ key: Buffer.from(key.bytes), format: 'der', type: 'pkcs8' }) as const;
const spki = (key: Blob) => ({ key: Buffer.from(key.bytes), format: 'der', type: 'spki' }) as const;

const hmac = (name: string, data: Blob, key: Blob): Blob =>
  new Blob(createHmac(algorithm(MACS, name), notNull(key).bytes).update(notNull(data).bytes).digest());

export const cryptoFunctions = {
  'System.Crypto.generateDigest(String,Blob)': (_rt: Runtime, name: string, data: Blob) =>
    new Blob(createHash(algorithm(DIGESTS, name)).update(notNull(data).bytes).digest()),
  'System.Crypto.generateMac(String,Blob,Blob)': (_rt: Runtime, name: string, data: Blob, key: Blob) =>
    hmac(name, data, key),
  'System.Crypto.verifyHmac(String,Blob,Blob,Blob)': (_rt: Runtime, name: string, data: Blob, key: Blob, mac: Blob) => {
    const expected = hmac(name, data, key).bytes;
    return expected.length === notNull(mac).size && timingSafeEqual(expected, mac.bytes);
  },
  'System.Crypto.generateAesKey(Integer)': (_rt: Runtime, bits: number) => {
    if (![128, 192, 256].includes(bits)) badParameter(`Invalid key size ${bits}. Must be 128, 192, 256`);
    return new Blob(randomBytes(bits / 8));
  },
  'System.Crypto.encrypt(String,Blob,Blob,Blob)': (_rt: Runtime, name: string, key: Blob, iv: Blob, data: Blob) => {
    if (notNull(iv).size !== 16) badParameter('Invalid initialization vector. Must be 16 bytes.');
    return new Blob(encrypt(name, key, iv.bytes, data));
  },
  'System.Crypto.encryptWithManagedIV(String,Blob,Blob)': (_rt: Runtime, name: string, key: Blob, data: Blob) => {
    const iv = randomBytes(16);
    return new Blob(Buffer.concat([iv, encrypt(name, key, iv, data)]));
  },
  'System.Crypto.decrypt(String,Blob,Blob,Blob)': (_rt: Runtime, name: string, key: Blob, iv: Blob, data: Blob) => {
    if (notNull(iv).size !== 16) badParameter('Invalid initialization vector. Must be 16 bytes.');
    return decrypt(name, key, iv.bytes, notNull(data).bytes);
  },
  'System.Crypto.decryptWithManagedIV(String,Blob,Blob)': (_rt: Runtime, name: string, key: Blob, data: Blob) => {
    if (notNull(data).size < 32)
      badParameter('Invalid data. Must be at least 32 bytes, the first 16 of them the initialization vector.');
    return decrypt(name, key, data.bytes.subarray(0, 16), data.bytes.subarray(16));
  },
  'System.Crypto.getRandomInteger()': () => randomBytes(4).readInt32BE(),
  'System.Crypto.getRandomLong()': () => randomBytes(8).readBigInt64BE(),
  'System.Crypto.sign(String,Blob,Blob)': (_rt: Runtime, name: string, data: Blob, key: Blob) => {
    try {
      return new Blob(
        createSign(signatureHash(name))
          .update(notNull(data).bytes)
          .sign(pkcs8(notNull(key))),
      );
    } catch (cause) {
      if (cause instanceof ApexException) throw cause;
      return badParameter('Invalid private key', cause);
    }
  },
  'System.Crypto.verify(String,Blob,Blob,Blob)': (_rt: Runtime, name: string, data: Blob, signature: Blob, key: Blob) =>
    createVerify(signatureHash(name))
      .update(notNull(data).bytes)
      .verify(spki(notNull(key)), notNull(signature).bytes),
};

/** java.net.URLEncoder: blanks as +, `*` stays, `~` does not. */
const urlEncode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export const encodingFunctions = {
  'System.EncodingUtil.base64Decode(String)': (_rt: Runtime, text: string) => Blob.fromBase64(notNull(text)),
  'System.EncodingUtil.base64Encode(Blob)': (_rt: Runtime, blob: Blob) => notNull(blob).toBase64(),
  'System.EncodingUtil.convertToHex(Blob)': (_rt: Runtime, blob: Blob) =>
    Buffer.from(notNull(blob).bytes).toString('hex'),
  'System.EncodingUtil.convertFromHex(String)': (_rt: Runtime, text: string) => {
    if (notNull(text).length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text))
      badParameter(`Illegal hexadecimal text: ${text}`);
    return new Blob(Buffer.from(text, 'hex'));
  },
  'System.EncodingUtil.urlEncode(String,String)': (_rt: Runtime, text: string, charset: string) => {
    onlyUtf8(charset);
    return urlEncode(notNull(text));
  },
  'System.EncodingUtil.urlDecode(String,String)': (_rt: Runtime, text: string, charset: string) => {
    onlyUtf8(charset);
    return decodeURIComponent(notNull(text).replaceAll('+', ' '));
  },
  'System.Blob.valueOf(String)': (_rt: Runtime, text: string) => Blob.fromText(notNull(text)),
  // Of a missing one the platform says that an argument is null (trailheadapps/apex-recipes, CustomRestEndpointRecipes_Tests).
  'System.Blob.toString()': (_rt: Runtime, self: Blob | null) => notNull(self).toText(),
  'System.Blob.size()': (_rt: Runtime, self: Blob | null) => notNull(self).size,
};

function onlyUtf8(charset: string): void {
  if (!/^utf-?8$/i.test(required(charset, 2))) throw new Unsupported(`Apex EncodingUtil with charset ${charset}`);
}

/** System.UUID (version 4). */
class UuidValue extends PlatformObject {
  override readonly apexType = platformType('System.UUID');
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override toText(): string {
    return this.text;
  }
  override equalTo(other: unknown): boolean {
    return other instanceof UuidValue && other.text === this.text;
  }
  override keyText(): string {
    return this.text;
  }
}

export const uuidFunctions = {
  'System.UUID.randomUUID()': () => new UuidValue(crypto.randomUUID()),
  'System.UUID.fromString(String)': (_rt: Runtime, text: string) => {
    if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(notNull(text))) {
      throw new ApexException('System.IllegalArgumentException', `Invalid UUID string: ${text}`);
    }
    return new UuidValue(text.toLowerCase());
  },
  'System.UUID.toString()': (_rt: Runtime, self: UuidValue) => self.text,
  'System.UUID.equals(Object)': (_rt: Runtime, self: UuidValue, other: unknown) => self.equalTo(other),
};

/** System.Url (java.net.URL). */
export class UrlValue extends PlatformObject {
  override readonly apexType = platformType('System.Url');
  readonly url: URL;
  readonly text: string;
  constructor(text: string, base?: string) {
    super();
    const parsed = URL.parse(text, base);
    if (!parsed) throw new ApexException('System.StringException', `no protocol: ${text}`);
    this.url = parsed;
    this.text = base === undefined ? text : parsed.href;
  }
  override toText(): string {
    return this.text;
  }
}
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ftp:': 21 };

export const urlFunctions = {
  'new System.Url(String)': (_rt: Runtime, spec: string) => new UrlValue(notNull(spec)),
  'new System.Url(Url,String)': (_rt: Runtime, base: UrlValue, spec: string) =>
    new UrlValue(notNull(spec), notNull(base).text),
  'new System.Url(String,String,String)': (_rt: Runtime, protocol: string, host: string, file: string) =>
    new UrlValue(`${protocol}://${host}${file}`),
  'new System.Url(String,String,Integer,String)': (
    _rt: Runtime,
    protocol: string,
    host: string,
    port: number,
    file: string,
  ) => new UrlValue(`${protocol}://${host}:${port}${file}`),
  'System.Url.getProtocol()': (_rt: Runtime, self: UrlValue) => self.url.protocol.slice(0, -1),
  'System.Url.getHost()': (_rt: Runtime, self: UrlValue) => self.url.hostname,
  'System.Url.getAuthority()': (_rt: Runtime, self: UrlValue) =>
    (self.url.username === '' ? '' : `${userInfo(self.url)}@`) + self.url.host,
  'System.Url.getPath()': (_rt: Runtime, self: UrlValue) => self.url.pathname,
  'System.Url.getQuery()': (_rt: Runtime, self: UrlValue) => (self.url.search === '' ? null : self.url.search.slice(1)),
  'System.Url.getRef()': (_rt: Runtime, self: UrlValue) => (self.url.hash === '' ? null : self.url.hash.slice(1)),
  'System.Url.getFile()': (_rt: Runtime, self: UrlValue) => self.url.pathname + self.url.search,
  'System.Url.getPort()': (_rt: Runtime, self: UrlValue) => (self.url.port === '' ? -1 : Number(self.url.port)),
  'System.Url.getDefaultPort()': (_rt: Runtime, self: UrlValue) => PORTS[self.url.protocol] ?? -1,
  'System.Url.getUserInfo()': (_rt: Runtime, self: UrlValue) => (self.url.username === '' ? null : userInfo(self.url)),
  'System.Url.sameFile(Url)': (_rt: Runtime, self: UrlValue, other: UrlValue) =>
    self.url.href.split('#')[0] === notNull(other).url.href.split('#')[0],
  'System.Url.toExternalForm()': (_rt: Runtime, self: UrlValue) => self.text,
  'System.Url.toString()': (_rt: Runtime, self: UrlValue) => self.text,
};

const userInfo = (url: URL): string => (url.password === '' ? url.username : `${url.username}:${url.password}`);

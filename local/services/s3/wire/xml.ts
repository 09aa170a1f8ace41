/** XML as S3 writes and reads it: members as elements, lists as repeated elements. Owns nothing of what documents mean. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { malformedXml } from '../errors.ts';

/** The content of an element. A member whose name starts with `@` is an attribute. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML 1.0; S3 writes them as references all the same, and offers encoding-type for them. */
const escaped = (text: string): string =>
  text.replace(
    /[&<>"\ufffe\uffff]|(?!\t)\p{Cc}/gu,
    (char) => ENTITIES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`,
  );

/** A document with a root element in S3's namespace. */
export const writeDocument = (root: string, content: Xml, namespace = true): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : ''}>${write(content)}</${root}>`;

function write(content: Xml): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escaped(String(content));
  return Object.entries(content)
    .filter(([name]) => !name.startsWith('@'))
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: Xml): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: Xml) => element(name, item)).join('');
  const attributes =
    typeof value === 'object'
      ? Object.entries(value).flatMap(([key, text]) =>
          key.startsWith('@') ? [` ${key.slice(1)}="${escaped(String(text))}"`] : [],
        )
      : [];
  return `<${name}${attributes.join('')}>${write(value)}</${name}>`;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The parser's own leaves references by number as they stand, where SDKs write line breaks of keys so. */
const entityDecoder = {
  decode: (text: string) =>
    text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal?: string, hex?: string, name = '') => {
      const point = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined;
      const char = point === undefined ? NAMED[name] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
      if (char === undefined) throw new Error(`${whole} stands for nothing`);
      return char;
    }),
  setExternalEntities() {}, // there are none: documents that declare some are refused
  addInputEntities() {},
  reset() {},
  setXmlVersion() {},
};

const parser = new XMLParser({
  entityDecoder,
  ignoreDeclaration: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
});

/** The content of a document whose root element has that name. Throws MalformedXML. */
export function readDocument(text: string, root: string): unknown {
  if (XMLValidator.validate(text) !== true || /<!(DOCTYPE|ENTITY)/.test(text)) throw malformedXml();
  const document = parsed(text);
  if (!(root in document)) throw malformedXml();
  return withoutBlanks(document[root]);
}

/** The parser refuses what is nested too deep, and names that every object of JavaScript has. */
function parsed(text: string): Record<string, unknown> {
  try {
    return parser.parse(text) as Record<string, unknown>;
  } catch {
    throw malformedXml();
  }
}

/** White space between elements is no content. */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name === '#text' ? [] : [[name, withoutBlanks(inner)]])),
  );
}

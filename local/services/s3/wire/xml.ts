/** XML as S3 writes and reads it: members as elements, lists as repeated elements. Owns nothing of what documents mean. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { malformedXml } from '../errors.ts';

/** The content of an element. A member whose name starts with `@` is an attribute. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML 1.0; S3 writes them as references all the same, and offers encoding-type for them. */
const escaped = (text: string): string =>
  text.replace(
    /[&<>"\ufffe\uffff]|(?![\t\n])\p{Cc}/gu,
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

const parser = new XMLParser({
  ignoreDeclaration: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
});

/** The content of a document whose root element has that name. Throws MalformedXML. */
export function readDocument(text: string, root: string): unknown {
  if (XMLValidator.validate(text) !== true || /<!(DOCTYPE|ENTITY)/.test(text)) throw malformedXml();
  const document = parser.parse(text) as Record<string, unknown>;
  if (!(root in document)) throw malformedXml();
  return withoutBlanks(document[root]);
}

/** White space between elements is no content. */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name === '#text' ? [] : [[name, withoutBlanks(inner)]])),
  );
}

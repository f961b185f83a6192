import {
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Data } from '../execution/data.ts';
import { generate, literal } from '../generated-code.ts';
import { writeDate } from './date-bytes.ts';
import type { AskedFields } from './fields.ts';
import {
  beginText,
  brim,
  bytes,
  empty,
  endText,
  filling,
  mostAtOnceBytes,
  view,
  writeNumber,
  writeString,
  writeText,
} from './text-bytes.ts';

/**
 * Writes the JSON text of fetched data.
 *
 * @param shared - objects and lists that may stand in several places: each is written once, its text reused.
 * @returns undefined when a value does not fit its type; then `shape` decides about nulls and errors.
 */
export type Writer = (data: Data, shared: ReadonlySet<object>) => string | undefined;

type Sets = readonly SelectionSetNode[];
type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

/**
 * Generates the writer of one selection. Each of its functions takes a value and the position to write it at, and
 * returns the position behind it.
 */
export function compileWriter(
  schema: GraphQLSchema,
  fields: AskedFields,
  root: GraphQLObjectType,
  sets: Sets,
): Writer | undefined {
  const code = openCode();

  function object(type: FieldsType, inner: Sets): string {
    const asked = fields.of(type, inner);
    return code.once(asked, () => {
      const body = [isObject];
      let text = '{';
      for (const [index, { key, from, name, sets: deeper }] of asked.entries()) {
        text += `${index === 0 ? '' : ','}${literal(key)}:`;
        if (name === '__typename') {
          if (isInterfaceType(type)) return bail;
          text += literal(type.name);
          continue;
        }
        const field = type.getFields()[name];
        if (!field) return bail;
        body.push(code.text(text), `{const w=v[${literal(from)}];`);
        body.push(value(field.type, 'w', deeper), '}');
        text = '';
      }
      return `${body.join('')}${code.text(`${text}}`)}return p;`;
    });
  }

  function abstract(type: GraphQLAbstractType, inner: Sets): string {
    const names = schema.getPossibleTypes(type);
    const cases = names.map(
      (each) => `case ${literal(each.name)}:return ${object(each, inner)}(v,p);`,
    );
    // Where nothing asked for its type, or only the interface is known of it, the interface's own fields count.
    const plain = isInterfaceType(type)
      ? `case undefined:case ${literal(type.name)}:return ${object(type, inner)}(v,p);`
      : '';
    return code.add(`${isObject}switch(v.__typename){${cases.join('')}${plain}default:${bail}}`);
  }

  function list(type: GraphQLList<GraphQLOutputType>, inner: Sets): string {
    const item = `${makeRoom}const w=v[i];if(i>0)bytes[p++]=44;${value(type.ofType, 'w', inner)}`;
    return code.add(
      `if(!Array.isArray(v)){${bail}}bytes[p++]=91;for(let i=0;i<v.length;i++){${item}}bytes[p++]=93;return p;`,
    );
  }

  function composite(type: GraphQLCompositeType, inner: Sets): string {
    return isObjectType(type) ? object(type, inner) : abstract(type, inner);
  }

  /** A statement that writes what is held. */
  function value(type: GraphQLOutputType, held: string, inner: Sets): string {
    if (isNonNullType(type)) return present(type.ofType, held, inner);
    return `if(${held}==null){${code.text('null')}}else{${present(type, held, inner)}}`;
  }

  function present(type: GraphQLOutputType, held: string, inner: Sets): string {
    if (isNonNullType(type)) return present(type.ofType, held, inner);
    if (isLeafType(type)) return leaf(type, held, code);
    const name = isListType(type) ? list(type, inner) : composite(type, inner);
    return `p=shared!==null&&shared.has(${held})?once(${name},${held},p):${name}(${held},p);`;
  }

  return code.build(object(root, sets));
}

/** Says that a value does not fit, and writes nothing; nobody reads what is written beside it. */
const bail = 'bad=true;return p;';
const makeRoom = 'if(p>brim)p=empty(p);';
const isObject = `if(v===null||typeof v!=='object'){${bail}}${makeRoom}`;

const scalars: Readonly<Record<string, (held: string, code: Code) => string>> = {
  Int: (held) => `if(Number.isInteger(${held}))p=number(${held},p);else bad=true;`,
  Float: (held) => `if(Number.isFinite(${held}))p=number(${held},p);else bad=true;`,
  Boolean: (held, { text }) =>
    `if(${held}===true){${text('true')}}else if(${held}===false){${text('false')}}else bad=true;`,
  String: (held) => `if(typeof ${held}==='string')p=string(${held},p);else bad=true;`,
  ID: (held) =>
    `if(typeof ${held}==='string')p=string(${held},p);else if(Number.isInteger(${held}))p=string(''+${held},p);else bad=true;`,
};

function leaf(type: GraphQLLeafType, held: string, code: Code): string {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return `if(${code.table(names)}.has(${held}))p=string(${held},p);else bad=true;`;
  }
  const scalar = Object.hasOwn(scalars, type.name) ? scalars[type.name] : undefined;
  if (scalar) return scalar(held, code);
  return `if(typeof ${held}==='string')p=string(${held},p);else{const at=custom(${held},p);if(at<0)bad=true;else p=at;}`;
}

/**
 * Writes a value of a scalar that is not one of GraphQL's own; a subgraph in this process may give a time as such.
 *
 * @returns -1 where it has no JSON.
 */
function custom(value: unknown, position: number): number {
  if (value instanceof Date) return writeDate(value, position);
  // A value may answer for itself here, and have nothing to say.
  const json: string | undefined = JSON.stringify(value);
  return json === undefined ? -1 : writeText(json, position);
}

type Code = ReturnType<typeof openCode>;

/** The functions of a writer, as they are found. */
function openCode() {
  const functions: string[] = [];
  const tables: ReadonlySet<string>[] = [];
  const names = new Map<object, string>();
  let textBytes = 0;

  function reserve(): string {
    return `f${functions.push('') - 1}`;
  }

  function define(name: string, body: string): string {
    functions[Number(name.slice(1))] = `function ${name}(v,p){${body}}`;
    return name;
  }

  return {
    add: (body: string) => define(reserve(), body),

    /** One function for the same subject; its body may call it again. */
    once(subject: object, body: () => string): string {
      const known = names.get(subject);
      if (known) return known;
      const name = reserve();
      names.set(subject, name);
      return define(name, body());
    },

    /** A statement that writes text of our own, which is names and punctuation: four bytes at once. */
    text(text: string): string {
      const all = Buffer.from(text);
      textBytes += all.length;
      const writes: string[] = [];
      let at = 0;
      for (; at + 4 <= all.length; at += 4)
        writes.push(`view.setUint32(p+${at},${all.readUInt32BE(at)});`);
      for (; at < all.length; at += 1) writes.push(`bytes[p+${at}]=${all[at]};`);
      return `${writes.join('')}p+=${all.length};`;
    },

    table: (names: ReadonlySet<string>) => `T[${tables.push(names) - 1}]`,

    /** @returns undefined where so many names could overrun the room between two looks at it. */
    build(root: string): Writer | undefined {
      if (textBytes > mostAtOnceBytes) return undefined;
      const source = `let bad=false,shared=null,memo=null;
const once=(f,v,p)=>{let m=memo.get(f);if(m===undefined)memo.set(f,m=new Map());const k=m.get(v);
${makeRoom}
if(k!==undefined&&k.filling===filling()&&p+k.to-k.from<most){bytes.copyWithin(p,k.from,k.to);return p+k.to-k.from;}
const from=p,at=filling();p=f(v,p);if(at===filling())m.set(v,{filling:at,from,to:p});return p;};
${functions.join('\n')}
return (data,objects)=>{bad=false;shared=objects.size>0?objects:null;memo=shared&&new Map();begin();const p=${root}(data,0);shared=memo=null;return bad?undefined:end(p);};`;
      return generate(source, {
        T: tables,
        begin: beginText,
        brim,
        bytes,
        custom,
        empty,
        end: endText,
        filling,
        most: brim + mostAtOnceBytes,
        number: writeNumber,
        string: writeString,
        view,
      });
    },
  };
}

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
import { dateText } from './date-text.ts';
import type { AskedFields } from './fields.ts';
import { flatten, quote } from './quote.ts';

/**
 * Writes the JSON text of fetched data.
 *
 * @param shared - objects and lists that may stand in several places: each is written once, its text reused.
 * @returns undefined when a value does not fit its type; then `shape` decides about nulls and errors.
 */
export type Writer = (data: Data, shared: ReadonlySet<object>) => string | undefined;

type Sets = readonly SelectionSetNode[];
type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

/** Generates the writer of one selection. */
export function compileWriter(
  schema: GraphQLSchema,
  fields: AskedFields,
  root: GraphQLObjectType,
  sets: Sets,
): Writer {
  const code = openCode();

  function object(type: FieldsType, inner: Sets): string {
    const asked = fields.of(type, inner);
    return code.once(asked, 'o', () => {
      const body = ["if(o===null||typeof o!=='object')return bail();let s='';"];
      let text = '{';
      for (const [index, { key, from, name, sets: deeper }] of asked.entries()) {
        text += `${index === 0 ? '' : ','}${literal(key)}:`;
        if (name === '__typename') {
          if (isInterfaceType(type)) return 'return bail();';
          text += literal(type.name);
          continue;
        }
        const field = type.getFields()[name];
        if (!field) return 'return bail();';
        const held = `v${index}`;
        body.push(`const ${held}=o[${literal(from)}];`);
        body.push(`s+=${quoted(text)}+${value(field.type, held, deeper)};`);
        text = '';
      }
      return `${body.join('')}return s+${quoted(`${text}}`)};`;
    });
  }

  function abstract(type: GraphQLAbstractType, inner: Sets): string {
    const names = schema.getPossibleTypes(type);
    const cases = names.map(
      (each) => `case ${literal(each.name)}:return ${object(each, inner)}(o);`,
    );
    // Where nothing asked for its type, or only the interface is known of it, the interface's own fields count.
    const plain = isInterfaceType(type)
      ? `case undefined:case ${literal(type.name)}:return ${object(type, inner)}(o);`
      : '';
    const body = `switch(o.__typename){${cases.join('')}${plain}default:return bail();}`;
    return code.add('o', `if(o===null||typeof o!=='object')return bail();${body}`);
  }

  function list(type: GraphQLList<GraphQLOutputType>, inner: Sets): string {
    const item = value(type.ofType, 'e', inner);
    const loop = `for(let i=0;i<a.length;i++){const e=a[i];s+=(i===0?'':',')+${item};}`;
    return code.add('a', `if(!Array.isArray(a))return bail();let s='[';${loop}return s+']';`);
  }

  function composite(type: GraphQLCompositeType, inner: Sets): string {
    return isObjectType(type) ? object(type, inner) : abstract(type, inner);
  }

  function value(type: GraphQLOutputType, held: string, inner: Sets): string {
    if (isNonNullType(type)) return present(type.ofType, held, inner);
    return `(${held}==null?'null':${present(type, held, inner)})`;
  }

  function present(type: GraphQLOutputType, held: string, inner: Sets): string {
    if (isNonNullType(type)) return present(type.ofType, held, inner);
    if (isLeafType(type)) return leaf(type, held, code);
    const name = isListType(type) ? list(type, inner) : composite(type, inner);
    return `(shared!==null&&shared.has(${held})?once(${name},${held}):${name}(${held}))`;
  }

  return code.build(object(root, sets));
}

/** JSON of the answer as a literal; it consists of names and punctuation. */
const quoted = JSON.stringify;

const scalars: Readonly<Record<string, (held: string) => string>> = {
  Int: (held) => `(Number.isInteger(${held})?''+${held}:bail())`,
  Float: (held) => `(Number.isFinite(${held})?''+${held}:bail())`,
  Boolean: (held) => `(${held}===true?'true':${held}===false?'false':bail())`,
  String: (held) => `(typeof ${held}==='string'?quote(${held}):bail())`,
  ID: (held) =>
    `(typeof ${held}==='string'?quote(${held}):Number.isInteger(${held})?'"'+${held}+'"':bail())`,
};

function leaf(type: GraphQLLeafType, held: string, code: Code): string {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map(({ name }) => [name, quote(name)]));
    return `(${code.table(texts)}.get(${held})??bail())`;
  }
  const scalar = Object.hasOwn(scalars, type.name) ? scalars[type.name] : undefined;
  return scalar?.(held) ?? `(typeof ${held}==='string'?quote(${held}):custom(${held})??bail())`;
}

/** A value of a scalar that is not one of GraphQL's own; a subgraph in this process may give a time as such. */
function custom(value: unknown): string | undefined {
  return value instanceof Date ? dateText(value) : JSON.stringify(value);
}

type Code = ReturnType<typeof openCode>;

/** The functions of a writer, as they are found. */
function openCode() {
  const functions: string[] = [];
  const tables: ReadonlyMap<string, string>[] = [];
  const names = new Map<object, string>();

  function reserve(): string {
    return `f${functions.push('') - 1}`;
  }

  function define(name: string, parameter: string, body: string): string {
    functions[Number(name.slice(1))] = `function ${name}(${parameter}){${body}}`;
    return name;
  }

  return {
    add: (parameter: string, body: string) => define(reserve(), parameter, body),

    /** One function for the same subject; its body may call it again. */
    once(subject: object, parameter: string, body: () => string): string {
      const known = names.get(subject);
      if (known) return known;
      const name = reserve();
      names.set(subject, name);
      return define(name, parameter, body());
    },

    table: (texts: ReadonlyMap<string, string>) => `T[${tables.push(texts) - 1}]`,

    build(root: string): Writer {
      const source = `let bad=false,shared=null,memo=null;
const bail=()=>{bad=true;return 'null';};
const once=(f,v)=>{let m=memo.get(f);if(m===undefined)memo.set(f,m=new Map());let s=m.get(v);if(s===undefined)m.set(v,s=flatten(f(v)));return s;};
${functions.join('\n')}
return (data,objects)=>{bad=false;shared=objects.size>0?objects:null;memo=shared&&new Map();const s=${root}(data);shared=memo=null;return bad?undefined:flatten(s);};`;
      return generate(source, { T: tables, quote, flatten, custom });
    },
  };
}

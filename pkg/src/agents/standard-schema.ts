/**
 * A JSON Schema that frameworks recognize: with the member `~standard` of Standard Schema and Standard JSON Schema
 * (https://standardschema.dev).
 */
import type { JsonSchema, ToolInput } from './input.js';

type Result = { value: ToolInput; issues?: undefined } | { issues: { message: string }[] };

/** To everyone who does not know `~standard` a plain JSON Schema: the member is not enumerable. */
export type ToolSchema = JsonSchema & {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'weavelet';
    readonly types?: { input: ToolInput; output: ToolInput };
    validate(value: unknown): Result;
    readonly jsonSchema: { input(): Record<string, unknown>; output(): Record<string, unknown> };
  };
};

/** The schema with its check. */
export function standardSchema(schema: JsonSchema, check: (value: unknown) => ToolInput): ToolSchema {
  const validate = (value: unknown): Result => {
    try {
      return { value: check(value) };
    } catch (error) {
      return { issues: [{ message: (error as Error).message }] };
    }
  };
  const plain = () => ({ ...schema });
  const standard = { version: 1, vendor: 'weavelet', validate, jsonSchema: { input: plain, output: plain } };
  return Object.defineProperty({ ...schema }, '~standard', { value: standard }) as ToolSchema;
}

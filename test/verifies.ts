import { test, type TestContext } from 'vitest'
import type { RequirementId } from './requirements.js'

/** A test that shows a promised behaviour of `requirements.ts`; `behaviour` is a sentence that says which part of it. */
export function verifies(
  id: RequirementId,
  behaviour: string,
  run: (context: TestContext) => Promise<void> | void,
  timeoutMs?: number,
): void {
  test(`${behaviour} [${id}]`, run, timeoutMs)
}

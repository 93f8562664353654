/**
 * Hooks as plugins make them. They are in a file of their own because the test runner turns the top level of a file
 * into a closure, which would show everything that a test has there.
 */

/** A closure over options. */
export function hookWith(options: unknown): (code: string) => string {
  return code => code + String(options)
}

/** The same one level deeper: what the hook calls has the options. */
export function indirectHookWith(options: unknown): (code: string) => string {
  const inner = hookWith(options)
  return code => inner(code)
}

/** A function that is bound to an object with an option. */
export function boundHookWith(option: string): unknown {
  return function (this: { option: string }, code: string) {
    return code + this.option
  }.bind({ option })
}

/** A function that has its first argument already. */
export function partialHookWith(option: string): unknown {
  return ((given: string, code: string) => given + code).bind(null, option)
}

/**
 * One way to build an app.
 * @typedef {object} Variant
 * @property {string} name
 * @property {string[]} caches         those that are on, the outermost first
 * @property {'cold' | 'warm'} [state] they are emptied before, or have to be full; whatever they are otherwise
 * @property {boolean} [moved]         the folder of the app has another name meanwhile
 */

/** @returns {Variant} */
export const cold = (name, ...caches) => ({ name, caches, state: 'cold' })

/** @returns {Variant} */
export const warm = (name, ...caches) => ({ name, caches, state: 'warm' })

/** @returns {Variant[]} */
export const coldAndWarm = cache => [cold(`${cache} cold`, cache), warm(`${cache} warm`, cache)]

/** @type {Variant} */
export const PLAIN = { name: 'plain', caches: [] }

/** @type {Variant[]} */
export const OURS = [cold('cold', 'ours'), warm('warm', 'ours')]

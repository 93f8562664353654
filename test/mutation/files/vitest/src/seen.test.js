import { expect, it } from 'vitest'

const modules = import.meta.glob(['./**/*.{vue,ts,tsx,scss}', '!./main.ts', '!./**/*.d.ts'], { eager: true })

it('loads all modules', () => expect(Object.keys(modules).length).toBeGreaterThan(10))

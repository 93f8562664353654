/** Members of package.json that do not say where files are. */
const NOT_ABOUT_FILES = ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts', 'packageManager', 'engines', 'description', 'keywords', 'author', 'license']

/** The part of a package.json that matters to those who resolve imports with it; a name for the question `settings`. */
export function resolutionOf(path: string): string {
  return `${path}#!${NOT_ABOUT_FILES.join()}`
}

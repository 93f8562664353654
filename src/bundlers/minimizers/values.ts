import { packWarning, unpackWarning } from '../../plugin/contexts/loader-warning'
import { isRecord } from '../../util/stable'

/** A source of webpack: code, perhaps with a map. */
export interface Source {
  source: () => string | Buffer
  sourceAndMap: () => { source: string | Buffer, map: object | null }
}
interface MappedSource extends Source { getArgsAsBuffers: () => [code: Buffer, name: string, map: Buffer, original: Buffer | undefined, inner: Buffer | undefined, removesOriginal: boolean | undefined] }
interface JoinedSource extends Source { getChildren: () => Source[] }

/** The classes of sources, as a compiler has them. */
export interface SourceClasses {
  RawSource: new (content: string | Buffer) => Source
  SourceMapSource: new (code: string, name: string, map: string, original?: string, inner?: object | string, removesOriginal?: boolean) => MappedSource
  ConcatSource: new (...children: Source[]) => JoinedSource
}

/** An asset before it is minimized. Minimizers refer to it in what they give. */
export interface Asset {
  code: string | Buffer
  map: object | null
  /** The map as JSON. */
  mapText: string | undefined
}

/** Sources as data. */
type Packed =
  | { source: 'raw', content: string | Buffer }
  | { source: 'joined', children: unknown[] }
  | { source: 'mapped', code: string, name: string, map: string, original: Reference, inner: Reference, removesOriginal: boolean | undefined }
/** A text, or that of the asset. */
type Reference = string | { ofAsset: true } | undefined

/** Turns what a minimizer stores into data and back. */
export class Values {
  readonly #classes: SourceClasses
  readonly #asset: Asset

  constructor(classes: SourceClasses, asset: Asset) {
    this.#classes = classes
    this.#asset = asset
  }

  /** What is neither data, a source nor an error stays as it is. */
  pack(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map(entry => this.pack(entry))
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.pack(member)]))
    return this.#packSource(value) ?? packWarning(value)
  }

  unpack(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map(entry => this.unpack(entry))
    if (!isRecord(value))
      return value
    if ('source' in value && typeof value.source === 'string')
      return this.#unpackSource(value as Packed)
    if ('stack' in value && 'members' in value)
      return unpackWarning(value)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.unpack(member)]))
  }

  #packSource(value: unknown): Packed | undefined {
    const { RawSource, SourceMapSource, ConcatSource } = this.#classes
    if (value instanceof RawSource)
      return { source: 'raw', content: value.source() }
    if (value instanceof ConcatSource)
      return { source: 'joined', children: value.getChildren().map(child => this.pack(child)) }
    return value instanceof SourceMapSource ? this.#packMapped(value) : undefined
  }

  #packMapped(value: MappedSource): Packed {
    const [code, name, map, original, inner, removesOriginal] = value.getArgsAsBuffers()
    return {
      source: 'mapped',
      code: code.toString(),
      name,
      map: map.toString(),
      original: refer(original, this.#asset.code),
      inner: refer(inner, this.#asset.mapText),
      removesOriginal,
    }
  }

  #unpackSource(packed: Packed): Source {
    const { RawSource, SourceMapSource, ConcatSource } = this.#classes
    switch (packed.source) {
      case 'raw': return new RawSource(packed.content)
      case 'joined': return new ConcatSource(...packed.children.map(child => this.unpack(child) as Source))
      case 'mapped': return new SourceMapSource(packed.code, packed.name, packed.map, resolve(packed.original, String(this.#asset.code)), resolve(packed.inner, this.#asset.map ?? undefined), packed.removesOriginal)
    }
  }
}

function refer(text: Buffer | undefined, ofAsset: string | Buffer | undefined): Reference {
  return text === undefined ? undefined : text.toString() === String(ofAsset) ? { ofAsset: true } : text.toString()
}

function resolve<T>(reference: Reference, ofAsset: T): string | T | undefined {
  return typeof reference === 'object' ? ofAsset : reference
}

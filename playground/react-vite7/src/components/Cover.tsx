function hue(text: string): number {
  let hash = 0
  for (const char of text) hash = (hash * 31 + char.codePointAt(0)!) % 360
  return hash
}

export function Cover({ title, author }: { title: string, author: string }) {
  const base = hue(author)
  const stripes = Array.from({ length: 5 }, (_, index) => ({
    y: 20 + index * 24,
    color: `hsl(${(base + index * 20) % 360} 45% ${40 + index * 6}%)`,
  }))

  return (
    <svg viewBox="0 0 100 150" role="img" aria-label={`Cover of ${title}`}>
      <rect width="100" height="150" rx="4" fill={`hsl(${base} 40% 30%)`} />
      {stripes.map(stripe => (
        <rect key={stripe.y} y={stripe.y} width={20 + hue(title + stripe.y) % 80} height="10" fill={stripe.color} />
      ))}
    </svg>
  )
}

import { forFeatures, indent, lines } from './source.mjs'

/** The partials which the style of every component uses, two levels deep. */
export const THEME_FILES = {
  'src/styles/_tokens.scss': `$unit: 8px;
$radius: 8px;
$breakpoints: (phone: 480px, tablet: 768px, desktop: 1200px);
`,
  'src/styles/_functions.scss': `@use 'sass:color';
@use 'sass:math';
@use 'tokens' as *;

@function space($steps) {
  @return math.div($unit * $steps, 16px) * 1rem;
}

@function tint($base, $amount) {
  @return color.mix($base, #fff, $amount);
}

@function shade($base, $amount) {
  @return color.mix(#000, $base, $amount);
}
`,
  'src/styles/_theme.scss': `@use 'sass:map';
@use 'tokens' as *;
@use 'functions' as *;
@forward 'tokens';
@forward 'functions';

@mixin from($name) {
  @media (min-width: map.get($breakpoints, $name)) {
    @content;
  }
}

@mixin panel($accent) {
  padding: space(2);
  background: tint($accent, 4%);
  border: 1px solid tint($accent, 30%);
  border-radius: $radius;
}

@mixin grid($columns, $gap) {
  display: grid;
  gap: $gap;

  @include from(tablet) {
    grid-template-columns: repeat($columns, 1fr);
  }
}
`,
}

/** @param {import('./model.mjs').Component} component */
export function componentStyle(component) {
  const { block, hue, layout, main } = component
  const optional = forFeatures(component, {
    totals: `
&__total {
  color: shade($accent, 30%);
  font-weight: 600;
}`,
    pages: `
nav {
  display: flex;
  gap: space(${1 + hue % 2});
}`,
  })
  const cards = `
&__cards {
  @include grid(${2 + hue % 3}, space(2));
}`
  return `@use '../styles/theme' as *;

$accent: hsl(${hue}, 55%, 42%);

.${block} {
  @include panel($accent);

  &__row {
    padding: space(${1 + hue % 3});

    &.is-best {
      background: tint($accent, 12%);
    }

    &.is-${main.flag.name} {
      border-left: 3px solid $accent;
    }
  }
${indent(1, lines(layout === 'cards' && cards, optional))}
}`
}

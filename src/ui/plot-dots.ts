import { svg, type SVGTemplateResult } from 'lit';

/** A dot with its name, in pixels of the picture. */
export interface PlotDot {
  readonly look: string;
  readonly label: string;
  /** Joined by no line. */
  readonly isLoose: boolean;
  readonly left: number;
  readonly top: number;
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a name can stand by its dot: the beginning or end of its base line. */
interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: 'start' | 'end';
}

const beside: readonly Place[] = [
  { dx: 8, dy: 4, anchor: 'start' },
  { dx: -8, dy: 4, anchor: 'end' },
];
const offTheLine: readonly Place[] = [
  { dx: -4, dy: -8, anchor: 'end' },
  { dx: 6, dy: 15, anchor: 'start' },
];
const radius = 4;
const lineHeight = 12;

/** Dots, each with its name where that hides no other dot or name, as long as there is such a place. */
export function renderDots(dots: readonly PlotDot[], right: number): SVGTemplateResult[] {
  const taken: Rectangle[] = dots.map(({ left, top }) => ({
    left: left - radius,
    top: top - radius,
    right: left + radius,
    bottom: top + radius,
  }));
  return dots.map((dot) => {
    const places = dot.isLoose ? [...beside, ...offTheLine] : [...offTheLine, ...beside];
    const isFree = (place: Place): boolean => {
      const wanted = roomOf(dot, place);
      return wanted.right <= right && !taken.some((other) => overlap(wanted, other));
    };
    const place = places.find(isFree) ?? places[0] ?? { dx: 8, dy: 4, anchor: 'start' };
    taken.push(roomOf(dot, place));
    const [x, y] = [dot.left + place.dx, dot.top + place.dy];
    return svg`
      <circle class="dot ${dot.look}" cx=${dot.left} cy=${dot.top} r=${radius} />
      <text class="halo" x=${x} y=${y} text-anchor=${place.anchor}>${dot.label}</text>
      <text x=${x} y=${y} text-anchor=${place.anchor}>${dot.label}</text>
    `;
  });
}

function roomOf({ left, top, label }: PlotDot, { dx, dy, anchor }: Place): Rectangle {
  const width = textWidth(label);
  const from = left + dx - (anchor === 'end' ? width : 0);
  const base = top + dy;
  return { left: from, top: base - lineHeight + 3, right: from + width, bottom: base + 2 };
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** About how wide a text of a chart is, in pixels. */
export function textWidth(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (character > '\u2e80' ? 11.5 : 6.2), 0);
}

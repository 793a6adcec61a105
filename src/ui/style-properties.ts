import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

type StyleProperties = Readonly<Record<string, string>>;

/**
 * Sets style properties one by one. Lit's own `styleMap` writes a `style` attribute at first, which the page's content
 * security policy forbids.
 */
class StylePropertiesDirective extends Directive {
  #style: CSSStyleDeclaration | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styleProperties() belongs on an element itself');
  }

  override update(part: ElementPart, [properties]: [StyleProperties]): typeof noChange {
    this.#style = (part.element as HTMLElement).style;
    return this.render(properties);
  }

  override render(properties: StyleProperties): typeof noChange {
    for (const [name, value] of Object.entries(properties)) {
      if (this.#style?.getPropertyValue(name) !== value) this.#style?.setProperty(name, value);
    }
    return noChange;
  }
}

/** `<p ${styleProperties({ '--share': '40%' })}>`; names as in CSS. A name must be given at every render. */
export const styleProperties = directive(StylePropertiesDirective);

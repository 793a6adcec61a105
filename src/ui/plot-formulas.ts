import { html, mathml, nothing, type MathMLTemplateResult, type TemplateResult } from 'lit';

const truth = mathml`<msub><mi>p</mi><mi mathvariant="normal">t</mi></msub>`;
const log = mathml`<mi>log</mi><mo>&#x2061;</mo>`;

/** Equation 4, and 5 where α counts, with the exponent in force. */
export function focalLossFormula(gamma: string, hasAlpha: boolean): TemplateResult {
  const alpha = mathml`<msub><mi>α</mi><mi mathvariant="normal">t</mi></msub>`;
  const turn = (exponent: MathMLTemplateResult): MathMLTemplateResult => mathml`
    <mo>−</mo>${hasAlpha ? alpha : nothing}
    <msup>
      <mrow><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo>${truth}<mo stretchy="false">)</mo></mrow>
      ${exponent}
    </msup>
    ${log}${truth}
  `;
  return html`
    <math displaystyle="true">
      <mrow>
        <mi>FL</mi><mo stretchy="false">(</mo>${truth}<mo stretchy="false">)</mo><mo>=</mo>
        ${turn(mathml`<mi>γ</mi>`)}<mo>=</mo>${turn(mathml`<mn>${gamma}</mn>`)}
      </mrow>
    </math>
  `;
}

/** Equation 11, in y times itself. */
export const gradientFormula: TemplateResult = html`
  <math displaystyle="true">
    <mrow>
      <mfrac
        ><mrow><mi>d</mi><mi>FL</mi></mrow
        ><mrow><mi>d</mi><mi>x</mi></mrow></mfrac
      ><mo>=</mo><mi>y</mi>
      <msup>
        <mrow><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo>${truth}<mo stretchy="false">)</mo></mrow>
        <mi>γ</mi>
      </msup>
      <mo stretchy="false">(</mo><mi>γ</mi>${truth}${log}${truth}<mo>+</mo>${truth}<mo>−</mo><mn>1</mn
      ><mo stretchy="false">)</mo>
    </mrow>
  </math>
`;

/** count × loss of one = sum, for easy and hard. */
export function sumFormula(
  rows: readonly (readonly [count: string, each: string, sum: string])[],
): TemplateResult {
  return html`
    <math displaystyle="true">
      <mtable columnalign="right">
        ${rows.map(
          ([count, each, sum]) => mathml`
            <mtr>
              <mtd><mn>${count}</mn></mtd>
              <mtd><mo>×</mo></mtd>
              <mtd><mn>${each}</mn></mtd>
              <mtd><mo>=</mo></mtd>
              <mtd><mn>${sum}</mn></mtd>
            </mtr>
          `,
        )}
      </mtable>
    </math>
  `;
}

/** The bias of section 4.1. */
export function priorFormula(prior: string, bias: string): TemplateResult {
  const odds = (share: MathMLTemplateResult): MathMLTemplateResult => mathml`
    <mo>−</mo>${log}
    <mfrac><mrow><mn>1</mn><mo>−</mo>${share}</mrow>${share}</mfrac>
  `;
  return html`
    <math displaystyle="true">
      <mrow>
        <mi>b</mi><mo>=</mo>${odds(mathml`<mi>π</mi>`)}<mo>=</mo>${odds(mathml`<mn>${prior}</mn>`)}<mo>=</mo
        ><mn>${bias}</mn>
      </mrow>
    </math>
  `;
}

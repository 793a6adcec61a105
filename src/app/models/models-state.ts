/** What a person asks of the models. */
export type ModelsAction = { readonly kind: 'use-built-in' };

/** What a state says about itself: its step's title, or a sentence. */
export const commented = (step: { readonly title?: string | undefined }, sentence: string) => ({
  Comment: step.title ?? sentence,
});

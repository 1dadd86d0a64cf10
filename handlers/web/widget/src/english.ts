// The sentences of the widget in English.

export { en as words } from "./words.en";
export const style = "";

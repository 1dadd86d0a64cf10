// What the panel looks like. It is fetched when the panel is about to be seen, and not before.

declare const STYLE: string; // panel.css, put in by the bundler
export const style = STYLE;

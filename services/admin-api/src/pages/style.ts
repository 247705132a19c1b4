/** How the pages look: one sheet in the page itself, light and dark as the system has it, named in the policy by its hash. */
import { createHash } from 'node:crypto';
import { constantHtml } from './html.ts';

const sheet = `
:root{color-scheme:light dark;--paper:#f4f6f8;--card:#fff;--text:#16212b;--quiet:#52616e;--line:#7d8b97;--faint:#dde3e8;
--accent:#0b5cad;--on-accent:#fff;--bad:#b3261e;--bad-paper:#fdeceb;--good:#1d7a3f;--note:#eaf2fb}
@media (prefers-color-scheme:dark){:root{--paper:#10161c;--card:#1a222a;--text:#e8edf2;--quiet:#a7b4c0;--line:#7f8d99;
--faint:#2c3741;--accent:#7ab8f5;--on-accent:#0a1a2a;--bad:#ffb4ab;--bad-paper:#3a1a18;--good:#7fd49a;--note:#17293a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:30rem;margin:0 auto;padding:2rem 1rem 3rem}
main.broad{max-width:64rem}
.brand{font-weight:600;color:var(--quiet);margin:0 0 1rem}
.card{background:var(--card);border:1px solid var(--faint);border-radius:8px;padding:1.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
h2{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:0 0 1rem}
a{color:var(--accent)}
label,legend{display:block;font-weight:600;margin:0 0 .25rem;padding:0}
fieldset{border:0;margin:0 0 1rem;padding:0}
.hint{color:var(--quiet);font-size:.875rem;margin:.25rem 0 0}
.field{margin:0 0 1rem}
input[type=text],input[type=password],select{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;
background:var(--card);border:1px solid var(--line);border-radius:6px}
input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.code{font:600 1.25rem/1.4 ui-monospace,monospace;letter-spacing:.08em}
input[type=text].code{font:600 1.25rem/1.4 ui-monospace,monospace;text-transform:uppercase}
.error{color:var(--bad);font-weight:600;margin:.25rem 0 0}
.summary{border-left:4px solid var(--bad);background:var(--bad-paper);padding:.75rem 1rem;margin:0 0 1rem}
.summary p,.note p{margin:0}
.note{border-left:4px solid var(--accent);background:var(--note);padding:.75rem 1rem;margin:0 0 1rem}
.check{display:flex;gap:.75rem;align-items:flex-start;padding:.5rem 0;font-weight:400;margin:0}
.check input{width:1.25rem;height:1.25rem;margin:.125rem 0 0;flex:none;accent-color:var(--accent)}
.check code{display:block;color:var(--quiet);font-size:.875rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{color:var(--quiet)}
dd{margin:0}
code{font-family:ui-monospace,monospace;font-size:.9375em}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 0}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.5rem 1.25rem;font:inherit;
font-weight:600;border-radius:6px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);cursor:pointer;
text-decoration:none}
button.plain,.button.plain{background:transparent;color:var(--accent)}
button.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);text-decoration:underline;font-weight:400}
.wide{width:100%}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
details{margin:0 0 1rem}
summary{cursor:pointer;color:var(--accent);min-height:2rem}
.foot{color:var(--quiet);font-size:.875rem;margin:1rem 0 0}
.foot form{display:inline}
table{width:100%;border-collapse:collapse;margin:0 0 1rem}
th,td{text-align:left;font-weight:400;padding:.375rem .5rem;border-bottom:1px solid var(--faint);vertical-align:top}
thead th{color:var(--quiet);font-size:.875rem}
td,thead th{overflow-wrap:normal}
.aside{color:var(--quiet);font-size:.875rem}
th.number,td.number{text-align:right;white-space:nowrap}
pre{overflow-x:auto;overflow-wrap:normal;font:.875rem/1.5 ui-monospace,monospace;margin:0 0 1rem;padding:.75rem 1rem;tab-size:4;
background:var(--paper);border:1px solid var(--faint);border-radius:6px}
pre.wraps{white-space:pre-wrap;overflow-wrap:anywhere}
.added{color:var(--good)}
.removed{color:var(--bad)}
.about{color:var(--quiet)}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0 0 1rem}
nav a[aria-current=page]{color:inherit;font-weight:600;text-decoration:none}
.items{list-style:none;margin:0 0 1rem;padding:0}
.items li{padding:.5rem 0;border-bottom:1px solid var(--faint)}
ul.codes{columns:2;padding-left:1.25rem}
@media (max-width:24rem){.actions>*{width:100%}}
@media (prefers-reduced-motion:no-preference){button,.button{transition:filter .1s}button:hover,.button:hover{filter:brightness(1.08)}}
`;

/** The element; its text is what the hash is of. */
export const styleElement = constantHtml(`<style>${sheet}</style>`);

/** The source of the policy that allows this sheet and no other (CSP 3, section 8.3). */
export const styleSource = `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`;

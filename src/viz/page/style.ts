import { FONT, PADDING } from '../svg.ts';

/** The page's style beside the palette's; sizes in rem, so that it grows with the reader's font. */
export const PAGE_STYLE = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 ${FONT};-webkit-text-size-adjust:100%}
main{max-width:62rem;margin:0 auto;padding:3.5rem 1.5rem 5rem}
h1{margin:0;font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
h2{margin:3.5rem 0 1.25rem;font-size:1.2rem;font-weight:650}
h3{margin:0 0 .75rem;font-size:.85rem;font-weight:500;color:var(--quiet)}
.summary{max-width:42rem;margin:.75rem 0 0;color:var(--quiet);white-space:pre-line}
.figures{display:flex;flex-wrap:wrap;gap:1.25rem 3rem;margin:2rem 0 0}
.figures div{display:flex;flex-direction:column-reverse}
.figures dt{font-size:.85rem;color:var(--quiet)}
.figures dd{margin:0;font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.curves{display:flex;flex-wrap:wrap;gap:2.5rem}
.curves>div{flex:1 1 20rem;min-width:0;max-width:30rem}
.curves svg{display:block;width:100%;height:auto;overflow:visible}
.example{padding:1.75rem 0 2rem;border-top:1px solid var(--rule)}
.words{margin:0 0 .35rem -.22em;word-spacing:-.12em;font:1.4rem/1.5 Charter,'Bitstream Charter','Iowan Old Style',Georgia,serif}
.words[data-side=source]{color:var(--quiet)}
.word{all:unset;padding:.05em .22em;border-radius:.25em;cursor:pointer}
.word.on{background:var(--ground);color:var(--on-ground)}
.word.chosen{text-decoration:underline .1em var(--first);text-underline-offset:.28em}
.word:focus-visible,.head:focus-visible{outline:2px solid var(--first);outline-offset:2px}
.reference{margin:.25rem 0 0;font-size:.9rem;color:var(--quiet)}
.heads{display:flex;flex-direction:column;gap:.25rem;margin:1rem 0 0;overflow-x:auto}
.layer{display:flex;align-items:center;gap:.25rem}
.layer>span{flex:none;width:3.6rem;font-size:.75rem;color:var(--quiet)}
.head{all:unset;flex:none;box-sizing:border-box;width:5.5rem;display:flex;flex-direction:column;align-items:center;gap:.3rem;padding:.4rem;border-radius:.4rem;font-size:.75rem;color:var(--quiet);cursor:pointer}
.head:hover,.head[aria-pressed=true]{background:var(--rule);color:var(--ink)}
.scroll{overflow:auto hidden;margin-top:.5rem;padding-bottom:.25rem}
.map{--cell:clamp(1.15rem,calc(44rem/var(--columns)),2.6rem);border-spacing:0;margin-right:var(--slant)}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.map thead tr{height:var(--slant)}
.map th{padding:0;font-size:.95rem;font-weight:400;white-space:nowrap;cursor:pointer}
.map th[scope=col]{position:relative;width:var(--cell)}
.map th[scope=col] span{position:absolute;left:50%;bottom:.1rem;transform:rotate(-45deg);transform-origin:0 80%}
.map th[scope=row]{padding-right:.7rem;text-align:right}
.map th.chosen{font-weight:650}
.map thead td{padding:0 .7rem .1rem 0;vertical-align:bottom;text-align:right;font-size:.75rem;line-height:1.3;white-space:nowrap;color:var(--quiet)}
.map tbody td{width:var(--cell);min-width:var(--cell);height:min(var(--cell),2.1rem);padding:0;border:1px solid var(--paper);border-radius:.25rem;background:var(--ground);color:transparent;text-align:center;font-size:.72rem;font-variant-numeric:tabular-nums;cursor:crosshair}
.map tbody td.told{color:var(--on-ground)}
.map.small tbody td{font-size:0}
.map.small th{font-size:.85rem}
.legend{display:flex;align-items:center;gap:.5rem;margin:.75rem 0 0;font-size:.8rem;color:var(--quiet);font-variant-numeric:tabular-nums}
.ramp{display:flex;border-radius:.15rem;overflow:hidden}
.ramp i{width:3px;height:.6rem;background:var(--ground)}
details{margin-top:1rem}
summary{width:max-content;font-size:.9rem;color:var(--quiet);cursor:pointer}
summary:hover{color:var(--ink)}
summary:focus-visible,input:focus-visible{outline:2px solid var(--first);outline-offset:2px}
.lines form{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:.75rem 0}
fieldset{display:flex;flex-wrap:wrap;gap:.15rem .9rem;margin:0;padding:0;border:0;font-size:.85rem}
legend{float:left;margin-right:.9rem;padding:0;color:var(--quiet)}
label{display:flex;align-items:center;gap:.3rem;cursor:pointer}
input{margin:0;accent-color:var(--own,var(--first))}
.lines .scroll+.scroll{margin-top:1.5rem}
figure{margin:2.5rem 0 0}
figcaption{margin:0 0 .75rem;font-size:.85rem;font-weight:500;color:var(--quiet)}
figure svg,.lines svg{display:block;max-width:none;margin:-${PADDING - 4}px 0 -${PADDING - 4}px -${PADDING}px}
.plain{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
.plain :is(th,td){padding:.2rem .75rem .2rem 0;border-bottom:1px solid var(--rule);font-weight:400;text-align:left;white-space:nowrap}
.plain thead th{color:var(--quiet)}
.readout{min-height:1.5em;margin:.35rem 0 0;font-size:.95rem;font-variant-numeric:tabular-nums}
.readout.hint{color:var(--quiet)}
footer{margin-top:3rem;font-size:.85rem;color:var(--quiet)}
@media (max-width:40rem){main{padding:2rem 1rem 3rem}.words{font-size:1.2rem}}
@media print{
body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
.example,.curves{break-inside:avoid}
.readout,.heads,.lines form{display:none}
.scroll{overflow:visible}
}
`;

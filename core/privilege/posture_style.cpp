#include "privilege/posture_parts.hpp"

namespace cfy::privilege {

// Colours meet a contrast of 4.5 to 1 for text and 3 to 1 for shapes (WCAG 2.2, AA) in both schemes, and never stand
// alone: a word is always beside them.
const std::string_view kPostureStyle = R"CSS(
:root{color-scheme:light dark;
--page:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#51606f;--line:#d8dee5;--focus:#0b57d0;
--high:#b3261e;--high-back:#fdecea;--medium:#8a4b00;--medium-back:#fff1dc;--low:#475766;--low-back:#e9eef3;
--passed:#146c2e;--passed-back:#e4f4e8;--bar:#3d6fb4}
@media (prefers-color-scheme:dark){:root{
--page:#0f151c;--card:#18212b;--ink:#e8edf2;--soft:#a9b6c3;--line:#33414f;--focus:#8ab4f8;
--high:#ffb4ab;--high-back:#4a1713;--medium:#ffcb85;--medium-back:#46300a;--low:#c1cdd9;--low-back:#293643;
--passed:#8fdda3;--passed-back:#12381f;--bar:#7ea9e6}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;border-radius:.5rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
header,main,footer{max-width:70rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.5rem;padding-bottom:.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.2rem;margin:0 0 .75rem}
h3{font-size:.95rem;margin:1.25rem 0 .5rem;color:var(--soft);font-weight:600}
p{margin:.25rem 0}
.soft{color:var(--soft)}
.verdict{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem;margin:1.25rem 0 .5rem;padding:1rem 1.25rem;border-radius:.75rem;font-size:1.05rem;font-weight:600;border-left:.4rem solid}
.verdict.passed{background:var(--passed-back);border-color:var(--passed)}
.verdict.high{background:var(--high-back);border-color:var(--high)}
.verdict.medium{background:var(--medium-back);border-color:var(--medium)}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem 1.5rem;margin:1rem 0}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.75rem;list-style:none;margin:0;padding:0}
.grid li{display:flex;flex-direction:column;align-items:flex-start;gap:.5rem;border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.grid strong{font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem;margin:1rem 0 0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.75rem 1rem}
.tiles dt{color:var(--soft);font-size:.9rem}
.tiles dd{margin:0;font-size:1.9rem;font-weight:650;line-height:1.15;font-variant-numeric:tabular-nums}
.tiles .high dd{color:var(--high)}.tiles .medium dd{color:var(--medium)}.tiles .low dd{color:var(--low)}.tiles .passed dd{color:var(--passed)}
.badge{display:inline-block;white-space:nowrap;border-radius:1rem;padding:.1rem .65rem;font-size:.85rem;font-weight:600}
.badge.high{background:var(--high-back);color:var(--high)}
.badge.medium{background:var(--medium-back);color:var(--medium)}
.badge.low{background:var(--low-back);color:var(--low)}
.badge.passed{background:var(--passed-back);color:var(--passed)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;color:var(--soft);padding:0 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.55rem .9rem .55rem 0;border-top:1px solid var(--line);overflow-wrap:break-word}
thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.85rem;white-space:nowrap;overflow-wrap:normal}
tbody th{font-weight:600;min-width:9rem}
td code{overflow-wrap:anywhere}
td.number,th.number{text-align:right;padding-right:1.75rem;font-variant-numeric:tabular-nums}
code{font:.92em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
th .soft{font-weight:400}
.cure{color:var(--soft);margin-top:.15rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin:0 0 .75rem}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;margin:.25rem 0 1rem;font-family:inherit}
svg text{fill:var(--ink);font-size:13px}svg .mark{fill:var(--soft);font-size:12px}
.rule{stroke:var(--soft);stroke-dasharray:3 3}.axis{stroke:var(--line)}
.zone-aging{fill:var(--low-back)}.zone-due{fill:var(--medium-back)}.zone-unhealthy{fill:var(--high-back)}
.fill-fresh{fill:var(--passed)}.fill-aging{fill:var(--bar)}.fill-due,.fill-medium{fill:var(--medium)}.fill-unhealthy,.fill-high{fill:var(--high)}.fill-low{fill:var(--low)}
footer{color:var(--soft);font-size:.9rem;padding-top:.5rem;padding-bottom:3rem}
@media (max-width:40rem){.tiles{grid-template-columns:repeat(2,1fr)}header,main,footer{padding-left:1rem;padding-right:1rem}section{padding:1rem}}
@media print{:root{color-scheme:light;
--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;
--high:#b3261e;--high-back:#fdecea;--medium:#8a4b00;--medium-back:#fff1dc;--low:#475766;--low-back:#e9eef3;
--passed:#146c2e;--passed-back:#e4f4e8;--bar:#3d6fb4}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.skip{display:none}section{padding:.6rem 0;border:0;border-top:1px solid var(--line);border-radius:0}
tr,.grid li,svg{break-inside:avoid}h2,h3{break-after:avoid}.wide{overflow:visible}}
)CSS";

}  // namespace cfy::privilege

"""A page that a person opens: in one file, without scripts, and nothing is fetched for it."""

from __future__ import annotations

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#595959;--line:#c9c9c9;
--good:#1d6b4f;--bad:#a3161f;--fault:#fdeeee;--link:#005a92}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#16181b;--soft:#b3b3b3;--line:#4a4d52;
--good:#7ed3ae;--bad:#ff9f99;--fault:#34201f;--link:#7cc4f5}}
body{font:16px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif;max-width:62rem;margin:0 auto;
padding:1rem 1.25rem 3rem;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:1.75rem 0 .5rem}
h1+h2,h1+section h2{margin-top:0}h3{font-size:1rem;margin:1.25rem 0 .25rem}p{margin:.5rem 0}
ul{margin:.25rem 0;padding-left:1.25rem}a{color:var(--link)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.75rem 0}
td,th{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);
font-variant-numeric:tabular-nums}thead th{color:var(--soft);font-weight:400}
tbody th{font-weight:600}.says{margin:0;font-weight:400;color:var(--soft)}
td.n,th.n{text-align:right;white-space:nowrap}
svg{max-width:100%;height:auto}svg text{fill:currentColor}
.key span{display:inline-block;margin-right:1rem}
.key i{display:inline-block;width:.9em;height:.9em;margin-right:.3em;border:1px solid var(--soft)}
.first{border-left:.3rem solid var(--bad);padding:.1rem 0 .1rem .7rem}
.answers td{overflow-wrap:anywhere}.answers th{white-space:nowrap;font-weight:400}
.answers td:first-child{white-space:nowrap;border-left:.3rem solid transparent}
.answers td:nth-child(3){min-width:5rem}.answers td:last-child{min-width:12rem;width:50%}
.right td,.right th{color:var(--soft)}
.missing td:first-child{border-left-color:var(--soft)}
.right td:first-child,.follows td:first-child{color:var(--good)}
.mistake,.wrong,.unreadable{background:var(--fault)}
.mistake th,.wrong th,.unreadable th{font-weight:600}
.mistake td:first-child,.wrong td:first-child,.unreadable td:first-child{color:var(--bad);
font-weight:700;border-left-color:var(--bad)}
@media(max-width:40rem){body{padding-inline:.75rem}
.answers thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.answers tr{display:grid;grid-template-columns:8rem 1fr auto;border-bottom:1px solid var(--line)}
.answers td,.answers th{border-bottom:0;padding:.15rem .4rem;white-space:normal}
.answers td:nth-child(3){grid-row:2;grid-column:2/4}.answers td:first-child{grid-row:1/3}
.answers td:nth-child(4){grid-row:1;grid-column:3}.answers td:last-child{grid-column:1/4;width:auto}
.answers td:last-child:empty{display:none}}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#444;--line:#999;--good:#000;
--bad:#7a0f16;--fault:#fff;--link:#000}body{max-width:none;padding:0;font-size:10pt}
tr{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}}
@page{margin:15mm}"""

HEAD = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    f"<style>{STYLE}</style>\n<title>"
)


def page(title: str, body: str, style: str = "") -> str:
    """The whole page; `title` and `body` are HTML already. `style`: what is other on this page."""
    own = f"\n<style>{style}</style>" if style else ""
    return (
        f"{HEAD}{title}</title>{own}\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )

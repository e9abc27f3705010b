const s = new CSSStyleSheet()
s.replaceSync("html,body,iframe{display:block;width:100%;height:100%;margin:0;border:0}")
document.adoptedStyleSheets = [s]

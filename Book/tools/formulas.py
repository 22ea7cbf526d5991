"""Mathematics: MathML by pandoc; for DocC, which knows no mathematics, SVG around it, and plain text within a line."""

import re
import subprocess

from material import BookError

SYMBOLS = {
    "eta": "η", "lambda": "λ", "times": "×", "cdot": "·", "sum": "Σ", "prod": "Π", "log": "log", "exp": "exp",
    "max": "max", "min": "min", "ldots": "…", "partial": "∂", "le": "≤", "ge": "≥", "lVert": "‖", "rVert": "‖",
    "top": "ᵀ", "in": "∈", "approx": "≈", "ne": "≠", "infty": "∞", "to": "→", "tfrac": "", "quad": " ", "nabla": "∇",
    "lvert": "|", "rvert": "|", "mid": "|", "softmax": "softmax", "qquad": "; ", "left": "", "right": "", "leftarrow": "←",
    "ge": "≥",
}
# What the space behind it stands behind in plain text too.
SPACED = {"log", "exp", "max", "min", "le", "ge", "approx", "leftarrow", "in", "ldots", "times"}
# Fonts with what formulas need (large operators, brackets that grow), by the names that systems have for them.
FONTS = "STIX Two Math,Latin Modern Math,Cambria Math,Libertinus Math,TeX Gyre Termes Math,DejaVu Math TeX Gyre,math"


def pandoc(text: str, *flags: str) -> str:
    """Pandoc's HTML of a text."""
    done = subprocess.run(
        ["pandoc", "--from", "markdown-smart+east_asian_line_breaks", "--to", "html5", "--mathml", *flags],
        input=text, text=True, capture_output=True, check=False)
    if done.returncode or done.stderr:
        raise BookError(f"pandoc: {done.stderr.strip()}")
    return done.stdout


def plain(formula: str) -> str:
    """A short formula as plain text."""
    text = re.sub(r"\\(?:mathbf|mathrm|operatorname|text|hat|bar)\{([^{}]*)\}", r"\1", formula)

    def symbol(found):
        if found[1] not in SYMBOLS:
            raise BookError(f"no plain text is known for \\{found[1]} in {formula}")
        return SYMBOLS[found[1]] + (found[2] if found[1] in SPACED else "")

    text = re.sub(r" ?\\rVert", "‖", text)
    text = re.sub(r"\\([A-Za-z]+)( ?)", symbol, text)
    text = re.sub(r"\\([,;!{}|])", lambda found: {",": " ", ";": " ", "!": "", "|": "‖"}.get(found[1], found[1]), text)
    return re.sub(r"\^ᵀ", "ᵀ", re.sub(r"\{([^{}]*)\}", r"\1", text)).strip()


def in_one_line(formula: str) -> str:
    """A formula that stands alone as text, for those who cannot see it: fractions with a stroke, cases one after the other."""
    text = re.sub(r"\\(?:begin|end)\{cases\}", "", formula).replace("\\\\", ", ").replace("&", " ")
    group = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
    while "\\frac" in text:
        text = re.sub(
            rf"\\frac{group}{group}", lambda found: f"{bracketed(found[1])} / {bracketed(found[2])}", text, count=1)
    return " ".join(plain(text).replace("[", "(").replace("]", ")").replace(", ;", ";").replace("/ ", " / ").split())


def bracketed(part: str) -> str:
    """Half of a fraction, in brackets if it has more than one letter or number."""
    return part if re.fullmatch(r"\w+|\\[a-z]+", part) else f"({part})"


def in_plain_text(text: str) -> str:
    """Markdown with its mathematics within lines as code, outside of code."""
    return re.sub(r"(`[^`]*`)|\$([^$\n]+)\$", lambda f: f[1] or f"`{plain(f[2])}`", text)


def mathml(formulas: list[str]) -> list[str]:
    """The MathML of formulas that stand alone."""
    html = pandoc("\n\n".join(f"$${formula}$$" for formula in formulas))
    found = re.findall(r"<math.*?</math>", html, flags=re.S)
    if len(found) != len(formulas):
        raise BookError("pandoc made other formulas than were asked for")
    return found


def height(formula: str) -> int:
    """Room for a formula at 20 pixels, counted from what makes it tall."""
    rows = formula.count("\\\\") + 1
    tall = any(command in formula for command in ("\\frac", "\\sum", "\\prod", "\\max_"))
    return rows * (68 if tall else 38) + 8


def svg(formula: str, markup: str) -> str:
    """An SVG with a formula in it, dark where the reader's system is."""
    tall = height(formula)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="{tall}" viewBox="0 0 680 {tall}">'
        f"<style>math{{font-family:{FONTS}}}" "div{font:20px serif;color:#1b2026;display:flex;align-items:center;height:100%}"
        "@media (prefers-color-scheme:dark){div{color:#e8edf2}}</style>"
        f'<foreignObject width="680" height="{tall}"><div xmlns="http://www.w3.org/1999/xhtml">{markup}</div>'
        "</foreignObject></svg>\n")

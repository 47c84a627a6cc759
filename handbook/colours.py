"""A text -> whether it is one opaque CSS colour, and nothing else: it goes into a style sheet as it is."""

import re

NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
PERCENTAGE = rf"{NUMBER}%"
ANGLE = rf"{NUMBER}(?:deg)?"

FORMS = (
    r"#(?:[0-9a-f]{3}){1,2}",
    rf"rgb\( *{NUMBER}(?: +{NUMBER}){{2}} *\)|rgb\( *{PERCENTAGE}(?: +{PERCENTAGE}){{2}} *\)",
    rf"rgb\( *{NUMBER}(?: *, *{NUMBER}){{2}} *\)|rgb\( *{PERCENTAGE}(?: *, *{PERCENTAGE}){{2}} *\)",
    rf"hsl\( *{ANGLE} +{PERCENTAGE} +{PERCENTAGE} *\)|hsl\( *{ANGLE} *, *{PERCENTAGE} *, *{PERCENTAGE} *\)",
    rf"oklch\( *{NUMBER}%? +{NUMBER}%? +{ANGLE} *\)",
)
"""https://www.w3.org/TR/css-color-4/, without what is see-through: text in it could not be read."""

COLOUR = re.compile("|".join(FORMS), re.IGNORECASE | re.ASCII)

NAMES = frozenset(
    "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown"
    " burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan"
    " darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid"
    " darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet"
    " deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro"
    " ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki"
    " lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow"
    " lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray"
    " lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine"
    " mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise"
    " mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab"
    " orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru"
    " pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown"
    " seagreen seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan"
    " teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen".split()
)
"""https://www.w3.org/TR/css-color-4/#named-colors."""


def is_colour(text: str) -> bool:
    """Say whether a text is a colour of which a style sheet can be certain."""
    return text.lower() in NAMES or COLOUR.fullmatch(text) is not None

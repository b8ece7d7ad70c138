"""A figure's parts: places on paper, marks, names, legend, and the faces they are set in."""

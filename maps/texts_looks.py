"""The words for the base map and the colours of a page, in English and French.

Part of ``texts.py``, which joins them to the rest of the page's words.
"""

ENGLISH = {
    "base_map": "Base map",
    "base_own": "Countries, regions, rivers and towns",
    "base_none": "None",
    "base_foreign": "Maps of others. Choosing one asks their server for pictures: it learns your "
    "internet address and which part of the map you look at.",
    "base_osm": "OpenStreetMap",
    "base_topo": "OpenTopoMap",
    "base_nasa": "Satellite picture, NASA Blue Marble",
    "base_terms": "terms of use",
    "base_failed": "The base map’s server did not answer.",
    "credit_osm": "© OpenStreetMap contributors",
    "credit_srtm": "heights SRTM",
    "credit_topo": "style © OpenTopoMap",
    "credit_topo_licence": "CC-BY-SA",
    "credit_nasa": "Imagery: NASA Global Imagery Browse Services (GIBS), part of ESDIS",
    "theme": "Colours",
    "theme_auto": "As this device prefers",
    "theme_light": "Light",
    "theme_dark": "Dark",
    "theme_contrast": "High contrast",
    "theme_grey": "Greys",
}

FRENCH = {
    "base_map": "Fond de carte",
    "base_own": "Pays, régions, cours d’eau et villes",
    "base_none": "Aucun",
    "base_foreign": "Cartes d’autrui. En choisir une demande des images à leur serveur : il "
    "apprend votre adresse internet et quelle partie de la carte vous regardez.",
    "base_osm": "OpenStreetMap",
    "base_topo": "OpenTopoMap",
    "base_nasa": "Image satellite, NASA Blue Marble",
    "base_terms": "conditions d’utilisation",
    "base_failed": "Le serveur du fond de carte n’a pas répondu.",
    "credit_osm": "© les contributeurs d’OpenStreetMap",
    "credit_srtm": "altitudes SRTM",
    "credit_topo": "style © OpenTopoMap",
    "credit_topo_licence": "CC-BY-SA",
    "credit_nasa": "Images : NASA Global Imagery Browse Services (GIBS), service d’ESDIS",
    "theme": "Couleurs",
    "theme_auto": "Selon cet appareil",
    "theme_light": "Claires",
    "theme_dark": "Sombres",
    "theme_contrast": "Contraste élevé",
    "theme_grey": "Gris",
}

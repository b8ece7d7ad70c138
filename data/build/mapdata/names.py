"""Codes and names in English and French: Mali's units, its neighbours, the countries of the map."""

Names = tuple[str, str]  # English, French

# ISO 3166-2. Natural Earth calls Sikasso "Wassoulou" in both languages, so names are given here.
UNITS: dict[str, Names] = {
    "ML-1": ("Kayes", "Kayes"),
    "ML-2": ("Koulikoro", "Koulikoro"),
    "ML-3": ("Sikasso", "Sikasso"),
    "ML-4": ("Ségou", "Ségou"),
    "ML-5": ("Mopti", "Mopti"),
    "ML-6": ("Timbuktu", "Tombouctou"),
    "ML-7": ("Gao", "Gao"),
    "ML-8": ("Kidal", "Kidal"),
    "ML-BKO": ("Bamako", "Bamako"),
}

NEIGHBOURS = ("BF", "CI", "DZ", "GN", "MR", "NE", "SN")

# ISO 3166-1: every country of Natural Earth that reaches into the frame of the map.
COUNTRIES: dict[str, Names] = {
    "AL": ("Albania", "Albanie"),
    "BF": ("Burkina Faso", "Burkina Faso"),
    "BJ": ("Benin", "Bénin"),
    "CD": ("Democratic Republic of the Congo", "République démocratique du Congo"),
    "CF": ("Central African Republic", "République centrafricaine"),
    "CG": ("Congo", "Congo"),
    "CI": ("Côte d’Ivoire", "Côte d’Ivoire"),
    "CM": ("Cameroon", "Cameroun"),
    "CV": ("Cabo Verde", "Cabo Verde"),
    "DZ": ("Algeria", "Algérie"),
    "EG": ("Egypt", "Égypte"),
    "EH": ("Western Sahara", "Sahara occidental"),
    "ES": ("Spain", "Espagne"),
    "FR": ("France", "France"),
    "GA": ("Gabon", "Gabon"),
    "GH": ("Ghana", "Ghana"),
    "GM": ("The Gambia", "Gambie"),
    "GN": ("Guinea", "Guinée"),
    "GQ": ("Equatorial Guinea", "Guinée équatoriale"),
    "GR": ("Greece", "Grèce"),
    "GW": ("Guinea-Bissau", "Guinée-Bissau"),
    "IT": ("Italy", "Italie"),
    "LR": ("Liberia", "Libéria"),
    "LY": ("Libya", "Libye"),
    "MA": ("Morocco", "Maroc"),
    "ML": ("Mali", "Mali"),
    "MR": ("Mauritania", "Mauritanie"),
    "MT": ("Malta", "Malte"),
    "NE": ("Niger", "Niger"),
    "NG": ("Nigeria", "Nigéria"),
    "PT": ("Portugal", "Portugal"),
    "SD": ("Sudan", "Soudan"),
    "SL": ("Sierra Leone", "Sierra Leone"),
    "SN": ("Senegal", "Sénégal"),
    "SS": ("South Sudan", "Soudan du Sud"),
    "TD": ("Chad", "Tchad"),
    "TG": ("Togo", "Togo"),
    "TN": ("Tunisia", "Tunisie"),
    "UG": ("Uganda", "Ouganda"),
}

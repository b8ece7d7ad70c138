"""The code lists of actors, evidence and records, with neutral English and French labels.

Event vocabularies stand in ``events``, places and bases in ``places``, states in ``countries``.
"""

from geo.schema.model import code_list

ACTOR_TYPES = code_list(
    "actor_type",
    (
        ("state_force", "State force", "Force étatique"),
        ("foreign_state_force", "Foreign state force", "Force étatique étrangère"),
        ("un_mission", "United Nations mission", "Mission des Nations unies"),
        ("private_military_company", "Private military company", "Société militaire privée"),
        ("armed_group", "Armed group", "Groupe armé"),
        ("self_defence_group", "Self-defence group", "Groupe d’autodéfense"),
        ("civilians", "Civilians", "Civils"),
        ("unknown", "Unknown", "Inconnu"),
    ),
)

DIRECTIONS = code_list(
    "direction",
    (
        ("a_on_b", "A on B", "A contre B"),
        ("b_on_a", "B on A", "B contre A"),
        ("mutual", "Mutual", "Réciproque"),
        ("unknown", "Unknown", "Inconnu"),
    ),
)

RESPONSIBILITIES = code_list(
    "responsibility",
    (
        ("claimed", "Claimed", "Revendiquée", "The actor said publicly that it did it."),
        ("admitted", "Admitted", "Reconnue", "The actor acknowledged it when asked or accused."),
        ("alleged", "Alleged", "Alléguée", "Others say so; no assessment is reported."),
        ("assessed", "Assessed", "Évaluée", "An inquiry or independent body concluded so."),
        ("unattributed", "Unattributed", "Non attribuée", "No source names who did it."),
    ),
)

TARGET_TYPES = code_list(
    "target_type",
    (
        ("military", "Military", "Militaire"),
        ("village", "Village", "Village"),
        ("market", "Market", "Marché"),
        ("convoy", "Convoy", "Convoi"),
        ("transport", "Transport", "Transport"),
        ("police", "Police or gendarmerie", "Police ou gendarmerie"),
        ("infrastructure", "Infrastructure", "Infrastructure"),
        ("un", "United Nations", "Nations unies"),
        ("other", "Other", "Autre"),
        ("unknown", "Unknown", "Inconnu"),
    ),
)

FATALITIES_BASES = code_list(
    "fatalities_basis",
    (
        ("reported_figure", "Reported figure", "Chiffre rapporté"),
        ("reported_range", "Reported range", "Fourchette rapportée"),
        ("converted_words", "Words converted by rule", "Mots convertis selon une règle"),
        ("none_reported", "No deaths, as reported", "Aucun mort, selon la source"),
        ("not_stated", "Not stated", "Non précisé"),
    ),
)

CONFIDENCES = code_list(
    "confidence",
    (
        ("high", "High", "Élevée"),
        ("medium", "Medium", "Moyenne"),
        ("low", "Low", "Faible"),
    ),
)

RECORD_STATUSES = code_list(
    "record_status",
    (
        ("candidate", "Candidate", "Candidat", "Entered, not reviewed yet."),
        ("reviewed", "Reviewed", "Relu", "Compared with its sources."),
        ("disputed", "Disputed", "Contesté", "Sources contradict each other; see the claims."),
        ("retracted", "Retracted", "Retiré", "Withdrawn; kept so that the id stays known."),
        ("merged", "Merged", "Fusionné", "Part of the record named by merged_into."),
    ),
)

SENSITIVITIES = code_list(
    "sensitivity",
    (
        ("public", "Public", "Public"),
        ("coarsened", "Place given coarser on purpose", "Lieu volontairement imprécis"),
    ),
)

STANCES = code_list(
    "stance",
    (
        ("supports", "Supports", "Confirme"),
        ("contradicts", "Contradicts", "Contredit"),
    ),
)

CLAIM_FLAGS = code_list(
    "flag",
    (
        ("aggregate", "Aggregate, not one event", "Agrégat, pas un seul événement"),
        ("inferred", "Inferred, not in the source", "Déduit, absent de la source"),
        ("lost_words", "Words lost in the source text", "Mots perdus dans le texte source"),
        ("contradiction", "Contradicted elsewhere", "Contredit ailleurs"),
        ("context", "Context", "Contexte"),
    ),
)

# What a claim on an area may name as its field where no field of a record fits.
AREA_TOPICS = code_list(
    "topic",
    (
        ("aggregate", "Aggregate, not one event", "Agrégat, pas un seul événement"),
        ("context", "Context", "Contexte"),
    ),
)

SOURCE_TYPES = code_list(
    "source_type",
    (
        ("encyclopedia", "Encyclopedia", "Encyclopédie"),
        ("report", "Report", "Rapport"),
        ("press", "Press", "Presse"),
        ("official", "Official document", "Document officiel"),
        ("legal", "Law, treaty or judgment", "Loi, traité ou jugement"),
        ("statement", "Statement of a party", "Déclaration d’une partie"),
        ("academic", "Academic work", "Travail universitaire"),
        ("book", "Book", "Livre"),
        ("dataset", "Data set", "Jeu de données"),
        ("gazetteer", "Gazetteer", "Répertoire toponymique"),
        ("map", "Map", "Carte"),
        ("editorial", "Decision of the editors", "Décision de la rédaction"),
        ("other", "Other", "Autre"),
    ),
)

LICENCES = code_list(
    "licence",
    (
        ("CC-BY-4.0", "CC BY 4.0", "CC BY 4.0"),
        ("CC-BY-3.0", "CC BY 3.0", "CC BY 3.0"),
        ("CC-BY-SA-4.0", "CC BY-SA 4.0", "CC BY-SA 4.0"),
        ("CC-BY-SA-3.0", "CC BY-SA 3.0", "CC BY-SA 3.0"),
        ("CC-BY-NC-4.0", "CC BY-NC 4.0", "CC BY-NC 4.0"),
        ("CC0-1.0", "CC0 1.0", "CC0 1.0"),
        ("ODbL-1.0", "ODbL 1.0", "ODbL 1.0"),
        ("ODC-By-1.0", "ODC-BY 1.0", "ODC-BY 1.0"),
        ("PDDL-1.0", "PDDL 1.0", "PDDL 1.0"),
        ("etalab-2.0", "Etalab 2.0", "Etalab 2.0"),
        ("MIT", "MIT", "MIT"),
        ("LicenseRef-public-domain", "Public domain", "Domaine public"),
        (
            "LicenseRef-all-rights-reserved",
            "All rights reserved; cited, not copied",
            "Tous droits réservés ; cité, non copié",
        ),
    ),
)

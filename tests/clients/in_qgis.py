"""Runs inside QGIS's own Python: does what the JSON on its input says, and answers in JSON.

A job names a kind and its arguments; the answers come in the order of the jobs.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileBasicRendererStyle,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, Qt
from qgis.PyQt.QtGui import QColor


def main():
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    kinds = {"features": features, "tiles": tiles}
    answers = [kinds[kind](**arguments) for kind, arguments in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)
    sys.stdout.flush()
    application.exitQgis()


def features(base, layer, subset="", box=None, expression=""):
    """The features of a collection, as a user's filter, a map's extent or a request choose them."""
    # what a map asks for is its extent alone, as the connection dialog has it by default
    address = f" restrictToRequestBBOX='1' typename='{layer}' url='{base}'"
    source = QgsVectorLayer(address, layer, "OAPIF")
    if not source.isValid():
        return {"error": source.error().message()}
    if subset and not source.setSubsetString(subset):
        return {"error": f"{subset} is no filter"}
    request = QgsFeatureRequest()
    if box:
        request.setFilterRect(QgsRectangle(*box))
    if expression:
        request.setFilterExpression(expression)
    found = [
        {
            "wkt": None if one.geometry().isNull() else one.geometry().asWkt(17),
            "properties": {name: plain(one[name]) for name in source.fields().names()},
        }
        for one in source.getFeatures(request)
    ]
    types = {field.name(): field.typeName() for field in source.fields()}
    return {"count": source.featureCount(), "types": types, "features": found}


def tiles(url, source_layer, box, picture):
    """Draws the points of one layer of vector tiles, as black squares on white, to a file."""
    layer = QgsVectorTileLayer(f"type=xyz&url={url}&zmin=0&zmax=14", "tiles")
    if not layer.isValid():
        return {"error": layer.error().message()}
    style = QgsVectorTileBasicRendererStyle("points", source_layer, QgsWkbTypes.PointGeometry)
    look = {"name": "square", "color": "black", "outline_style": "no", "size": "2"}
    style.setSymbol(QgsMarkerSymbol.createSimple(look))
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([style])
    layer.setRenderer(renderer)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setOutputSize(QSize(400, 400))
    settings.setBackgroundColor(QColor("white"))
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    turn = QgsCoordinateTransform(degrees, settings.destinationCrs(), QgsProject.instance())
    settings.setExtent(turn.transformBoundingBox(QgsRectangle(*box)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    return {"errors": [one.message for one in job.errors()]}


def plain(value):
    if isinstance(value, QDateTime):
        return value.toUTC().toString(Qt.ISODate)
    if isinstance(value, QDate):
        return value.toString(Qt.ISODate)
    return None if value is None or (hasattr(value, "isNull") and value.isNull()) else value


main()

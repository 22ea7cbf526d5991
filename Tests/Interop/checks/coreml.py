"""Core ML: coremltools' protocol buffers read the file whole, and the parsed specification computes what the model does.

Core ML itself runs on a Mac alone; this evaluates the specification's formulas in numpy.
"""

import numpy as np

QUICK = True
REQUIREMENTS = ["coremltools==9.0", "protobuf==7.36.2", "numpy==2.4.6"]
COMMANDS = []


# How tables write yes and no, which a model takes as 1 and 0.
TRUTH = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}


def check(context):
    for what, model in (("pictures", context.fashion), ("calibrated pictures", context.calibrated)):
        spec = parsed(context.export(model, name=f"{what}.mlmodel"))
        probabilities, labels = classify(spec, {"image": context.pictures})
        context.compare(f"Core ML, {what}", model, probabilities, labels)
    spec = parsed(context.export(context.table, name="table.mlmodel"))
    probabilities, labels = classify(spec, columns(spec, context.rows))
    context.compare("Core ML, table", context.table, probabilities, labels)


def columns(spec, rows):
    """Each input's column: words with the empty text, or numbers with NaN, where a cell is missing."""
    values = {}
    for feature in spec.description.input:
        cells = [None if cell is None or cell != cell else cell for cell in rows[feature.name]]
        if feature.type.WhichOneof("Type") == "stringType":
            values[feature.name] = ["" if cell is None else str(cell) for cell in cells]
        else:
            values[feature.name] = np.array([number(cell) for cell in cells])
    return values


def number(cell):
    if cell is None:
        return np.nan
    return TRUTH[cell.lower()] if isinstance(cell, str) else float(cell)


def parsed(path):
    from coremltools.proto import Model_pb2

    content = open(path, "rb").read()
    spec = Model_pb2.Model()
    assert spec.ParseFromString(content) == len(content), f"{path}: not read to its end"
    expect_known(spec, path)
    # What was not understood, or is of another type, would be lost or moved.
    assert len(spec.SerializeToString()) == len(content), f"{path}: another length when it is written again"
    assert spec.specificationVersion == 1
    return spec


def expect_known(message, path):
    from google.protobuf.unknown_fields import UnknownFieldSet

    assert len(UnknownFieldSet(message)) == 0, f"{path}: unknown fields in {type(message).__name__}"
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        for part in [value] if hasattr(value, "ListFields") else value:
            expect_known(part, path)


def classify(spec, values):
    kind = spec.WhichOneof("Type")
    if kind == "pipelineClassifier":
        models = list(spec.pipelineClassifier.pipeline.models)
        for model in models[:-1]:
            transform(model, values)
        return classify(models[-1], values)
    if kind == "glmClassifier":
        probabilities = linear(spec.glmClassifier, stacked([values[part.name] for part in spec.description.input]))
        classifier = spec.glmClassifier
    else:
        assert kind == "neuralNetworkClassifier", kind
        classifier = spec.neuralNetworkClassifier
        probabilities = network(spec, classifier, values)
    which = classifier.WhichOneof("ClassLabels")
    labels = [str(label) for label in getattr(classifier, which).vector]
    assert probabilities.shape[1] == len(labels)
    return probabilities, [labels[place] for place in probabilities.argmax(axis=1)]


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def linear(classifier, features):
    """The first class is the reference: its logit is 0, and each other class has a row of weights."""
    assert classifier.postEvaluationTransform == classifier.Logit
    assert classifier.classEncoding == classifier.ReferenceClass
    weights = np.array([row.value for row in classifier.weights])
    logits = features @ weights.T + np.array(classifier.offset)
    return softmax(np.hstack([np.zeros((len(features), 1)), logits]))


def stacked(values):
    return np.hstack([np.asarray(value, float).reshape(len(value), -1) for value in values])


def transform(model, values):
    kind = model.WhichOneof("Type")
    name = model.description.output[0].name
    value = values[model.description.input[0].name]
    if kind == "oneHotEncoder":
        encoder = model.oneHotEncoder
        categories = list(getattr(encoder, encoder.WhichOneof("CategoryType")).vector)
        encoded = np.zeros((len(value), len(categories)))
        for row, cell in enumerate(value):
            if cell in categories:
                encoded[row, categories.index(cell)] = 1
            else:
                assert encoder.handleUnknown == encoder.IgnoreUnknown, f"{cell!r} is refused"
        values[name] = encoded
    elif kind == "categoricalMapping":
        mapping = model.categoricalMapping
        values[name] = [mapping.stringToInt64Map.map.get(cell, mapping.int64Value) for cell in value]
    elif kind == "featureVectorizer":
        parts = model.featureVectorizer.inputList
        values[name] = stacked([values[part.inputColumn] for part in parts])
        assert values[name].shape[1] == sum(part.inputDimensions for part in parts)
    elif kind == "scaler":
        shift = np.array(model.scaler.shiftValue or [0.0])
        scale = np.array(model.scaler.scaleValue or [1.0])
        values[name] = scale * (np.asarray(value) + shift)
    else:
        assert kind == "imputer", kind
        assert np.isnan(model.imputer.replaceDoubleValue)
        imputed = np.array(model.imputer.imputedDoubleArray.vector)
        assert imputed.shape == (value.shape[1],)
        values[name] = np.where(np.isnan(value), imputed, value)


def network(spec, classifier, values):
    picture = spec.description.input[0]
    size = picture.type.imageType
    channels = 1 if size.colorSpace == size.GRAYSCALE else 3
    pixels = np.asarray(values[picture.name], np.float64).reshape(-1, size.height, size.width, channels)
    scaler = classifier.preprocessing[0].scaler
    assert classifier.preprocessing[0].featureName == picture.name
    blobs = {picture.name: pixels.transpose(0, 3, 1, 2) * np.float64(scaler.channelScale)}
    for layer in classifier.layers:
        value = blobs[layer.input[0]]
        kind = layer.WhichOneof("layer")
        if kind == "flatten":
            assert layer.flatten.mode == layer.flatten.CHANNEL_FIRST
            value = value.reshape(len(value), -1)
        elif kind == "innerProduct":
            product = layer.innerProduct
            weights = np.array(product.weights.floatValue, np.float64)
            value = value @ weights.reshape(product.outputChannels, product.inputChannels).T
            if product.hasBias:
                value = value + np.array(product.bias.floatValue, np.float64)
        else:
            assert kind == "softmax", kind
            value = softmax(value)
        blobs[layer.output[0]] = value
    return blobs[classifier.labelProbabilityLayerName]

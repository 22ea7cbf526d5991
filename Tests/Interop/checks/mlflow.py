"""MLflow loads a folder as a Python function, and it says what the model says."""

import numpy as np
import mlflow.pyfunc

QUICK = False
REQUIREMENTS = ["mlflow-skinny==3.17.2", "numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0", "pandas==3.1.1"]
COMMANDS = []


def check(context):
    path = context.export(context.fashion, "--format", "mlflow", name="fashion-mlflow")
    model = mlflow.pyfunc.load_model(str(path))
    spec = model.metadata.signature.inputs.inputs[0]
    shape = (len(context.pictures),) + tuple(spec.shape[1:])
    answer = model.predict(context.pictures.reshape(shape).astype(spec.type))
    # The probabilities are the output of two dimensions, the labels the other one.
    outputs = {name: np.asarray(value) for name, value in answer.items()}
    probabilities = next(value for value in outputs.values() if value.ndim == 2)
    labels = next(value for value in outputs.values() if value.ndim == 1)
    context.compare("MLflow fashion", context.fashion, probabilities, [str(label) for label in labels],
        tolerance=1e-5)  # As for ONNX: onnxruntime sums in Float32 too.

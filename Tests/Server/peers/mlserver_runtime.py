"""A runtime of MLServer that serves the same ONNX export by onnxruntime."""

import numpy
import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Softmax(MLModel):
    async def load(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri, options)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        pictures = NumpyCodec.decode_input(payload.inputs[0]).astype(numpy.uint8, copy=False).reshape(-1, 28, 28)
        names, probabilities = self.session.run(["label", "probabilities"], {"X": pictures})
        return InferenceResponse(
            model_name=self.name,
            model_version=self.version,
            outputs=[
                StringCodec.encode_output("predict", list(names)),
                NumpyCodec.encode_output("predict_proba", probabilities),
            ],
        )

// The service's description in OpenAPI 3.1, as it is served. Long, because it is one document: every address with all its answers.

import SoftmaxRegression

/// What programs read to know the service.
package enum OpenAPIDocument {
  /// The document.
  package static let bytes = Array(text.replacing("@VERSION@", with: SoftmaxRuntime.version).utf8)

  private static let text = #"""
    {
      "openapi": "3.1.0",
      "info": {
        "title": "softmax serve",
        "version": "@VERSION@",
        "summary": "Softmax regressions over HTTP: the Open Inference Protocol, version 2, and plain predictions.",
        "license": {"name": "see the project"}
      },
      "paths": {
        "/": {
          "get": {
            "summary": "What there is",
            "responses": {
              "200": {
                "description": "Models and addresses",
                "content": {"application/json": {"schema": {"type": "object"}}}
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/openapi.json": {
          "get": {
            "summary": "This document",
            "responses": {
              "200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}},
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/metrics": {
          "get": {
            "summary": "Counts and times for Prometheus",
            "responses": {
              "200": {
                "description": "The text form, version 0.0.4",
                "content": {"text/plain": {"schema": {"type": "string"}}}
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/v2": {
          "get": {
            "summary": "The server's metadata",
            "responses": {
              "200": {
                "description": "Name, version and extensions",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "required": ["name", "version", "extensions"],
                      "properties": {
                        "name": {"type": "string"},
                        "version": {"type": "string"},
                        "extensions": {"type": "array", "items": {"type": "string"}}
                      }
                    }
                  }
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/v2/health/live": {
          "get": {
            "summary": "Whether the server lives",
            "responses": {
              "200": {
                "description": "It does",
                "content": {
                  "application/json": {"schema": {"type": "object", "required": ["live"], "properties": {"live": {"type": "boolean"}}}}
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/v2/health/ready": {
          "get": {
            "summary": "Whether all models answer",
            "responses": {
              "200": {
                "description": "They do",
                "content": {
                  "application/json": {
                    "schema": {"type": "object", "required": ["ready"], "properties": {"ready": {"type": "boolean"}}}
                  }
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"}
            }
          }
        },
        "/v2/repository/index": {
          "post": {
            "summary": "The models that there are",
            "requestBody": {"required": false, "content": {"application/json": {"schema": {"type": "object"}}}},
            "responses": {
              "200": {
                "description": "Names, versions and states",
                "content": {
                  "application/json": {
                    "schema": {"type": "array", "items": {"type": "object", "required": ["name", "version", "state"]}}
                  }
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "413": {"$ref": "#/components/responses/TooLarge"},
              "415": {"$ref": "#/components/responses/UnsupportedType"}
            }
          }
        },
        "/v2/models/stats": {
        "get": {
          "summary": "How much all models were used",
          "responses": {
            "200": {"description": "As Triton has it", "content": {"application/json": {"schema": {"type": "object"}}}},
            "400": {"$ref": "#/components/responses/BadRequest"},
            "401": {"$ref": "#/components/responses/Unauthorized"},
            "403": {"$ref": "#/components/responses/Forbidden"},
            "405": {"$ref": "#/components/responses/MethodNotAllowed"},
            "408": {"$ref": "#/components/responses/Timeout"}
          }
        }
      },
      "/v2/models/{model}": {
          "get": {
            "summary": "A model's metadata",
            "responses": {
              "200": {
                "description": "Inputs, outputs, classes",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ModelMetadata"}}}
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}]
          }
        },
        "/v2/models/{model}/ready": {
          "get": {
            "summary": "Whether a model answers",
            "responses": {
              "200": {
                "description": "It does",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "required": ["name", "ready"],
                      "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}}
                    }
                  }
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}]
          }
        },
        "/v2/models/{model}/config": {
          "get": {
            "summary": "A model's configuration",
            "responses": {
              "200": {"description": "As Triton has it", "content": {"application/json": {"schema": {"type": "object"}}}},
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}]
          }
        },
        "/v2/models/{model}/stats": {
          "get": {
            "summary": "How much a model was used",
            "responses": {
              "200": {"description": "As Triton has it", "content": {"application/json": {"schema": {"type": "object"}}}},
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}]
          }
        },
        "/v2/models/{model}/infer": {
          "post": {
            "summary": "Score samples",
            "parameters": [
              {"$ref": "#/components/parameters/model"},
              {
                "name": "Inference-Header-Content-Length",
                "in": "header",
                "required": false,
                "description": "The bytes of the JSON, where binary tensors stand behind it.",
                "schema": {"type": "integer", "minimum": 0}
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/InferenceRequest"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
              }
            },
            "responses": {
              "200": {
                "description": "The outputs",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/InferenceAnswer"}},
                  "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"},
              "413": {"$ref": "#/components/responses/TooLarge"},
              "415": {"$ref": "#/components/responses/UnsupportedType"}
            }
          }
        },
        "/v2/models/{model}/versions/{version}": {
          "get": {
            "summary": "A model's metadata",
            "responses": {
              "200": {
                "description": "Inputs, outputs, classes",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ModelMetadata"}}}
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}, {"$ref": "#/components/parameters/version"}]
          }
        },
        "/v2/models/{model}/versions/{version}/ready": {
          "get": {
            "summary": "Whether a model answers",
            "responses": {
              "200": {
                "description": "It does",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "required": ["name", "ready"],
                      "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}}
                    }
                  }
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}, {"$ref": "#/components/parameters/version"}]
          }
        },
        "/v2/models/{model}/versions/{version}/config": {
          "get": {
            "summary": "A model's configuration",
            "responses": {
              "200": {"description": "As Triton has it", "content": {"application/json": {"schema": {"type": "object"}}}},
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}, {"$ref": "#/components/parameters/version"}]
          }
        },
        "/v2/models/{model}/versions/{version}/stats": {
          "get": {
            "summary": "How much a model was used",
            "responses": {
              "200": {"description": "As Triton has it", "content": {"application/json": {"schema": {"type": "object"}}}},
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"}
            },
            "parameters": [{"$ref": "#/components/parameters/model"}, {"$ref": "#/components/parameters/version"}]
          }
        },
        "/v2/models/{model}/versions/{version}/infer": {
          "post": {
            "summary": "Score samples",
            "parameters": [
              {"$ref": "#/components/parameters/model"},
              {"$ref": "#/components/parameters/version"},
              {
                "name": "Inference-Header-Content-Length",
                "in": "header",
                "required": false,
                "description": "The bytes of the JSON, where binary tensors stand behind it.",
                "schema": {"type": "integer", "minimum": 0}
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/InferenceRequest"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
              }
            },
            "responses": {
              "200": {
                "description": "The outputs",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/InferenceAnswer"}},
                  "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"},
              "413": {"$ref": "#/components/responses/TooLarge"},
              "415": {"$ref": "#/components/responses/UnsupportedType"}
            }
          }
        },
        "/predict": {
          "post": {
            "summary": "Predict rows, arrays or pictures",
            "parameters": [
              {
                "name": "top",
                "in": "query",
                "required": false,
                "description": "How many of the most probable classes",
                "schema": {"type": "integer", "minimum": 1}
              },
              {
                "name": "probabilities",
                "in": "query",
                "required": false,
                "description": "The probabilities of all classes",
                "schema": {"type": "boolean"}
              },
              {
                "name": "sets",
                "in": "query",
                "required": false,
                "description": "Prediction sets, of a calibrated model",
                "schema": {"type": "boolean"}
              },
              {
                "name": "min_probability",
                "in": "query",
                "required": false,
                "description": "The least probability with which a class is predicted",
                "schema": {"type": "number", "minimum": 0, "maximum": 1}
              },
              {
                "name": "keep",
                "in": "query",
                "required": false,
                "description": "Columns that are passed through, with commas between them",
                "schema": {"type": "string"}
              },
              {
                "name": "version",
                "in": "query",
                "required": false,
                "description": "The model's version",
                "schema": {"type": "string"}
              },
              {
                "name": "model",
                "in": "query",
                "required": false,
                "description": "The model, where several are served",
                "schema": {"type": "string"}
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "text/csv": {"schema": {"type": "string"}},
                "text/tab-separated-values": {"schema": {"type": "string"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": ["array", "object"]}},
                "application/x-npy": {"schema": {"type": "string", "format": "binary"}},
                "image/png": {"schema": {"type": "string", "format": "binary"}}
              }
            },
            "responses": {
              "200": {
                "description": "A line for each sample",
                "content": {
                  "text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}},
                  "application/json": {"schema": {"type": "array", "items": {"type": "object"}}}
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"},
              "413": {"$ref": "#/components/responses/TooLarge"},
              "415": {"$ref": "#/components/responses/UnsupportedType"},
              "406": {"$ref": "#/components/responses/NotAcceptable"}
            }
          }
        },
        "/predict/{model}": {
          "post": {
            "summary": "Predict rows, arrays or pictures",
            "parameters": [
              {"$ref": "#/components/parameters/model"},
              {
                "name": "top",
                "in": "query",
                "required": false,
                "description": "How many of the most probable classes",
                "schema": {"type": "integer", "minimum": 1}
              },
              {
                "name": "probabilities",
                "in": "query",
                "required": false,
                "description": "The probabilities of all classes",
                "schema": {"type": "boolean"}
              },
              {
                "name": "sets",
                "in": "query",
                "required": false,
                "description": "Prediction sets, of a calibrated model",
                "schema": {"type": "boolean"}
              },
              {
                "name": "min_probability",
                "in": "query",
                "required": false,
                "description": "The least probability with which a class is predicted",
                "schema": {"type": "number", "minimum": 0, "maximum": 1}
              },
              {
                "name": "keep",
                "in": "query",
                "required": false,
                "description": "Columns that are passed through, with commas between them",
                "schema": {"type": "string"}
              },
              {
                "name": "version",
                "in": "query",
                "required": false,
                "description": "The model's version",
                "schema": {"type": "string"}
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "text/csv": {"schema": {"type": "string"}},
                "text/tab-separated-values": {"schema": {"type": "string"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": ["array", "object"]}},
                "application/x-npy": {"schema": {"type": "string", "format": "binary"}},
                "image/png": {"schema": {"type": "string", "format": "binary"}}
              }
            },
            "responses": {
              "200": {
                "description": "A line for each sample",
                "content": {
                  "text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}},
                  "application/json": {"schema": {"type": "array", "items": {"type": "object"}}}
                }
              },
              "400": {"$ref": "#/components/responses/BadRequest"},
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "403": {"$ref": "#/components/responses/Forbidden"},
              "405": {"$ref": "#/components/responses/MethodNotAllowed"},
              "408": {"$ref": "#/components/responses/Timeout"},
              "404": {"$ref": "#/components/responses/NotFound"},
              "413": {"$ref": "#/components/responses/TooLarge"},
              "415": {"$ref": "#/components/responses/UnsupportedType"},
              "406": {"$ref": "#/components/responses/NotAcceptable"}
            }
          }
        }
      },
      "components": {
        "parameters": {
          "model": {
            "name": "model",
            "in": "path",
            "required": true,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.-]+$"}
          },
          "version": {"name": "version", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        },
        "responses": {
          "BadRequest": {
            "description": "The request is wrong; the error says what and where",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Unauthorized": {
            "description": "No token, or another one",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Forbidden": {
            "description": "Another host or origin",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "NotFound": {
            "description": "No such model or version",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "MethodNotAllowed": {
            "description": "Another method; Allow says which",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "NotAcceptable": {
            "description": "No form that is accepted",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "Timeout": {
            "description": "The request did not come in time",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "TooLarge": {
            "description": "More than the limits allow",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          },
          "UnsupportedType": {
            "description": "A type or encoding that is not read",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
          }
        },
        "schemas": {
          "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
          "ModelMetadata": {
            "type": "object",
            "required": ["name", "versions", "platform", "inputs", "outputs"],
            "properties": {
              "name": {"type": "string"},
              "versions": {"type": "array", "items": {"type": "string"}},
              "platform": {"type": "string"},
              "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
              "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
              "parameters": {"type": "object"}
            }
          },
          "Tensor": {
            "type": "object",
            "required": ["name", "shape", "datatype"],
            "properties": {
              "name": {"type": "string"},
              "shape": {"type": "array", "items": {"type": "integer"}},
              "datatype": {"type": "string"},
              "parameters": {"type": "object"}
            }
          },
          "InferenceRequest": {
            "type": "object",
            "required": ["inputs"],
            "properties": {
              "id": {"type": "string"},
              "parameters": {"type": "object"},
              "inputs": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "object",
                  "required": ["name", "shape", "datatype"],
                  "properties": {
                    "name": {"type": "string"},
                    "shape": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "integer", "minimum": 1}},
                    "datatype": {
                      "enum": [
                        "BOOL",
                        "UINT8",
                        "UINT16",
                        "UINT32",
                        "UINT64",
                        "INT8",
                        "INT16",
                        "INT32",
                        "INT64",
                        "FP16",
                        "FP32",
                        "FP64",
                        "BYTES"
                      ]
                    },
                    "parameters": {"type": "object"},
                    "data": {"type": "array"}
                  }
                }
              },
              "outputs": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["name"],
                  "properties": {
                    "name": {"enum": ["predict", "predict_proba", "logits", "sets", "contrast"]},
                    "parameters": {"type": "object"}
                  }
                }
              }
            }
          },
          "InferenceAnswer": {
            "type": "object",
            "required": ["model_name", "outputs"],
            "properties": {
              "model_name": {"type": "string"},
              "model_version": {"type": "string"},
              "id": {"type": "string"},
              "outputs": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["name", "shape", "datatype"],
                  "properties": {
                    "name": {"type": "string"},
                    "shape": {"type": "array", "items": {"type": "integer"}},
                    "datatype": {"type": "string"},
                    "parameters": {"type": "object"},
                    "data": {"type": "array"}
                  }
                }
              }
            }
          }
        },
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}
      },
      "security": [{}, {"token": []}]
    }
    """#
}

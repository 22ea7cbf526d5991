// The flag that says where the labels of a test set are.

import ArgumentParser

struct TestInputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Labels for --test, where it is .npy, .npz, .safetensors or .mtx.", valueName: "file"),
    completion: .file())
  var testLabels: String?
}

// What is said of models that are not exported.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRemedies

extension WorkflowError.ExportFailure {
  var text: Advice {
    let names = Wording.list(ExportFormats.all.map(\.name) + ExportFormats.variants.keys.sorted())
    switch self {
    case .unknownFormat(let name, true):
      return "\(.set(.format)) must be one of \(names), not '\(name.printable(limit: 40))'"
    case .unknownFormat(let path, false):
      let endings = ExportFormats.all.flatMap(\.endings)
      return
        "\(path.printablePath): its ending means no format that models are exported to (\(endings.joined(separator: ", "))); "
        + "choose another name, or name one with \(.set(.format)): \(names)"
    case .notForFormat(let setting, let format, let formats):
      let others =
        formats.isEmpty
        ? "" : " (\(formats.joined(separator: ", ")) \(formats.count == 1 ? "has" : "have") the choice)"
      return "\(.set(setting)) makes no difference to \(format)\(others): leave it out"
    case .badName(let name, let format, let allowed):
      return "\(.set(.exportName)) must in \(format) be of \(allowed), not '\(name.printable(limit: 80))'"
    case .cannotHold(let model, let what, let format, let instead):
      return
        "\(model.printablePath) has \(what), which \(format) cannot hold: choose \(instead) instead; nothing was written"
    case .imprecise(let output, let what):
      return
        "\(output.printablePath) was not written: the model's weights are so large that no export gives its probabilities to "
        + "\(ExportProver.mostDifference): \(what.printable(limit: 400)); train it with columns on one scale "
        + "(\(.standardize)) or with a larger penalty"
    case .differs(let output, let what):
      return
        "\(output.printablePath) was not written: read back, it is not what the model is: \(what); this is a "
        + "fault of the export: please report it with the model"
    }
  }
}

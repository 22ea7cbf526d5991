// The system's own viewer, where there is a desktop.

import Foundation
import SoftmaxFiles

enum DesktopViewer {
  /// Opens a file, or says where it is where nothing can show it.
  static func open(_ path: String) {
    let location = URL(fileURLWithPath: path).standardizedFileURL.path
    guard let program, isDesktop else {
      Notice.write(
        "note: there is no desktop here to open it on; the file is \(location.printable(limit: 1000))\n")
      return
    }
    let process = process(program, location)
    do {
      try process.run()
      // A viewer may stay in the foreground; one that cannot start says so soon.
      let deadline = ContinuousClock.now + .seconds(1)
      while process.isRunning, ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 0.02) }
      guard !process.isRunning, process.terminationStatus != 0 else { return }
    } catch {}
    Notice.write(
      "note: the viewer could not open it; the file is \(location.printable(limit: 1000))\n")
  }

  /// Opens a page in the browser where there is a desktop; else nothing happens, and nothing is said.
  static func openPage(_ address: String) {
    guard let program, isDesktop else { return }
    try? process(program, address).run()
  }

  private static func process(_ program: String, _ argument: String) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [argument]
    // The viewer's own messages are not ours.
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  private static var isDesktop: Bool {
    #if os(macOS)
      true
    #else
      Environment.isSet("DISPLAY") || Environment.isSet("WAYLAND_DISPLAY")
    #endif
  }

  /// `open` on macOS, `xdg-open` elsewhere, from the folders in PATH.
  private static var program: String? {
    #if os(macOS)
      let name = "open"
    #else
      let name = "xdg-open"
    #endif
    return Environment.value("PATH").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

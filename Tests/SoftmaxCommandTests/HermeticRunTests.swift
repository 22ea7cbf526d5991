// The tests' own runs see nothing of the machine that they are on.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct HermeticRunTests {
  private let home: TemporaryDirectory

  init() throws {
    home = try TemporaryDirectory()
  }

  /// A machine where everything is set, each to what would change a result.
  private static let machine = [
    "HOME": "/home/somebody", "TMPDIR": "/nonexistent", "PATH": "/opt/bin",
    "XDG_CACHE_HOME": "/home/somebody/.cache",
    "XDG_DATA_DIRS": "/usr/local/share:/usr/share", "SOFTMAX_CACHE": "/home/somebody/.cache/swift-softmax",
    "SOFTMAX_OFFLINE": "",
    "SOFTMAX_KERNELS": "sse9", "SOFTMAX_COMMAND": "/usr/bin/softmax", "http_proxy": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "socks5://127.0.0.1:9", "TERM": "dumb", "NO_COLOR": "1",
    "COLUMNS": "20", "LINES": "5", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu",
    "DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "RECORD_SNAPSHOTS": "1",
    "LD_LIBRARY_PATH": "/opt/lib",
  ]

  @Test func nothingThatIsSetOnTheMachineReachesTheCommand() {
    let own = CommandEnvironment.own(home: home, machine: Self.machine)
    for (name, value) in Self.machine where name != "LD_LIBRARY_PATH" {
      #expect(own[name] != value, "\(name)")
    }
    #expect(own["LD_LIBRARY_PATH"] == "/opt/lib")
    for name in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_DIRS", "SOFTMAX_CACHE"] {
      #expect(own[name]?.hasPrefix(home.path) == true, "\(name)")
    }
    #expect(own == CommandEnvironment.own(home: home, machine: ["LD_LIBRARY_PATH": "/opt/lib"]))
  }

  @Test func dataThatTheSystemHasInstalledIsLookedForWhereTheRunIsTold() throws {
    let folder = "share/datasets/fashion-mnist"
    try FileManager.default.createDirectory(atPath: home.file(folder), withIntermediateDirectories: true)
    // Not what was published, so that nothing is trained here.
    try home.write([1, 2, 3], to: folder + "/train-images-idx3-ubyte")
    let without = try CommandRun(["train", "fashion-mnist"])
    #expect(without.status == 66 && !without.errors.contains(home.path))
    let with = try CommandRun(["train", "fashion-mnist"], environment: ["XDG_DATA_DIRS": home.file("share")])
    #expect(with.status == 66)
    #expect(with.errors.contains("Debian's package (\(home.file(folder))): "), "\(with.errors)")
  }

  @Test func aRunLeavesNothingInTheFolderOfItsUser() throws {
    let run = try CommandRun(["train", "iris"], environment: ["HOME": home.path, "TMPDIR": home.path])
    #expect(run.status == 0)
    #expect(home.names.isEmpty)
  }
}

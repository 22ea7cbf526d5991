// Where data may come from, and who hears of it.

/// How datasets that are not embedded are found and fetched.
public struct FetchOptions: Sendable {
  /// A folder to look in before anywhere else.
  public var dataFolder: String?
  /// How that folder is called in messages; a command may say the name of its flag.
  public var dataFolderTitle = "the data folder"
  /// Whether the network must not be touched.
  public var offline: Bool
  /// Where fetched files are kept; nil for the system's place (`CacheFolder.standard`).
  public var cacheFolder: String?
  /// Receives progress and notices, on the thread that loads or the one that downloads.
  public var onEvent: @Sendable (FetchEvent) -> Void

  /// Options; by default the network may be used, and there are no events.
  public init(
    dataFolder: String? = nil, offline: Bool = false, cacheFolder: String? = nil,
    onEvent: @escaping @Sendable (FetchEvent) -> Void = { _ in }
  ) {
    self.dataFolder = dataFolder
    self.offline = offline
    self.cacheFolder = cacheFolder
    self.onEvent = onEvent
  }
}

// What train and tune say of --standardize.

import ArgumentParser

enum StandardizeHelp {
  static let text: ArgumentHelp = """
    Apply the penalty to columns at mean 0 and standard deviation 1, or to columns as they are (default: yes for tables, \
    no for pictures and vectors).
    """
}

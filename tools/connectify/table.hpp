#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "output.hpp"

namespace cfy::cli {

// Columns for people. Cells are made printable; a row can have a colour. Rows can be written before all of them are
// there: the columns are as wide as what was written so far.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  void add(std::vector<std::string> cells, Colour colour = Colour::none);

  // Writes the rows added since the last time, the first time with the header.
  void write(std::ostream& stream, const Output& output);

 private:
  struct Row {
    std::vector<std::string> cells;
    Colour colour;
  };
  void write_row(std::ostream& stream, const Output& output, const Row& row) const;

  std::vector<std::string> header_;
  std::vector<std::size_t> widths_;
  std::vector<Row> rows_;
  bool header_written_ = false;
};

// Names and values below each other, for one thing. Values are made printable.
void write_fields(std::ostream& stream, const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace cfy::cli

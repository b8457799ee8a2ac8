#include "table.hpp"

#include <algorithm>
#include <utility>

#include "printable.hpp"

namespace cfy::cli {
namespace {

constexpr std::string_view kGap = "  ";

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return taken < width ? text + std::string(width - taken, ' ') : text;
}

}  // namespace

void Table::add(std::vector<std::string> cells, Colour colour) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back({std::move(cells), colour});
}

void Table::write(std::ostream& stream, const Output& output) {
  widths_.resize(header_.size());
  const auto widen = [this](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], display_width(cells[i]));
  };
  widen(header_);
  for (const Row& row : rows_) widen(row.cells);

  if (!header_written_) write_row(stream, output, {header_, Colour::bold});
  header_written_ = true;
  for (const Row& row : rows_) write_row(stream, output, row);
  rows_.clear();
}

void Table::write_row(std::ostream& stream, const Output& output, const Row& row) const {
  std::string line;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool last = i + 1 == row.cells.size();
    line += last ? row.cells[i] : padded(row.cells[i], widths_[i]).append(kGap);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  stream << output.paint(row.colour, line) << '\n';
}

void write_fields(std::ostream& stream, const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t width = 0;
  for (const auto& [name, value] : fields) width = std::max(width, display_width(name));
  for (const auto& [name, value] : fields) stream << padded(name, width) << kGap << printable(value) << '\n';
}

}  // namespace cfy::cli

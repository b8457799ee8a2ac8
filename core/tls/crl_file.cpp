#include "tls/crl_file.hpp"

#include <fstream>
#include <iterator>

#include "tls/pem.hpp"

namespace cfy::tls {

Result<CrlFile::Lists> CrlFile::read() const {
  std::ifstream file(path_, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Result<std::vector<Crl>> lists = read_crls(text, "crl_file");
  if (!lists) return std::move(lists).error();
  return Lists(std::make_shared<const std::vector<Crl>>(*std::move(lists)));
}

Result<std::shared_ptr<CrlFile>> CrlFile::load(std::string path) {
  std::shared_ptr<CrlFile> file(new CrlFile(std::move(path)));
  file->stamp_ = FileStamp::of(file->path_);
  Result<Lists> lists = file->read();
  if (!lists) return std::move(lists).error();
  file->lists_ = *std::move(lists);
  return file;
}

CrlFile::Lists CrlFile::lists() {
  const std::lock_guard lock(mutex_);
  const FileStamp stamp = FileStamp::of(path_);
  if (stamp != stamp_) {
    if (Result<Lists> renewed = read()) {
      lists_ = *std::move(renewed);
      stamp_ = stamp;
    }
  }
  return lists_;
}

}  // namespace cfy::tls

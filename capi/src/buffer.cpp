#include "connectify/buffer.h"

#include "handles.hpp"

const char* cfy_buffer_data(const cfy_buffer* buffer) { return buffer == nullptr ? "" : buffer->bytes.c_str(); }

size_t cfy_buffer_size(const cfy_buffer* buffer) { return buffer == nullptr ? 0 : buffer->bytes.size(); }

void cfy_buffer_free(cfy_buffer* buffer) { delete buffer; }

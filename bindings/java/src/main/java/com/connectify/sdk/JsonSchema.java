package com.connectify.sdk;

import com.connectify.sdk.internal.NativeSchema;
import com.connectify.sdk.internal.NativeSchemaOptions;
import com.connectify.sdk.internal.Utf8;
import java.nio.file.Path;

/**
 * A compiled JSON Schema (2020-12). Patterns are matched in linear time, and nothing is ever fetched. Any number of
 * threads may use one.
 */
public final class JsonSchema {
  private final NativeSchema schema;

  /**
   * Compiles a schema in which formats are annotations.
   *
   * @param json the schema
   * @throws ValidationException if it is wrong
   */
  public JsonSchema(String json) {
    this(new Builder(json));
  }

  private JsonSchema(Builder builder) {
    this.schema = new NativeSchema(builder.json, builder.options);
  }

  /**
   * Does nothing if a text passes {@link JsonGuard} (but for numbers, which may be of any size) and fits the schema.
   *
   * @param json the text
   * @throws ValidationException if it does not; the field is the place as a JSON pointer, the rule the keyword
   */
  public void validate(String json) {
    validate(Utf8.encode(json));
  }

  /**
   * The same for JSON in UTF-8.
   *
   * @param json the bytes
   * @throws ValidationException if they do not fit; the field is the place as a JSON pointer, the rule the keyword
   */
  public void validate(byte[] json) {
    schema.validate(json);
  }

  /** How a schema is compiled. */
  public static final class Builder {
    private final byte[] json;
    private final NativeSchemaOptions options;

    /**
     * A schema that is to be compiled.
     *
     * @param json the schema
     */
    public Builder(String json) {
      NativeLibrary.check();
      this.json = Utf8.encode(json);
      this.options = new NativeSchemaOptions();
    }

    /**
     * Says whether {@code format} is a rule or an annotation.
     *
     * @param asserted whether it is a rule
     * @return this
     */
    public Builder setFormatAssertion(boolean asserted) {
      options.setFormatAssertion(asserted);
      return this;
    }

    /**
     * Says where the documents are whose URIs begin so.
     *
     * @param uriPrefix the beginning of the URIs
     * @param folder the folder with the files
     * @return this
     * @throws ValidationException if that is no URI, or there is no such folder
     */
    public Builder map(String uriPrefix, Path folder) {
      options.map(Utf8.encode(uriPrefix), Utf8.encode(folder.toString()));
      return this;
    }

    /**
     * Compiles the schema.
     *
     * @return the compiled schema
     * @throws ValidationException if it is wrong
     */
    public JsonSchema build() {
      return new JsonSchema(this);
    }
  }
}

package io.cofferfs.test.server.kms;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The members of a request's JSON document. */
final class KmsRequest {
  private final JsonNode document;

  private KmsRequest(JsonNode document) {
    this.document = document;
  }

  static KmsRequest parse(JsonMapper json, byte[] body) throws KmsFault {
    try {
      return new KmsRequest(json.readTree(body));
    } catch (JacksonException e) {
      throw new KmsFault("SerializationException", "not JSON");
    }
  }

  Optional<String> text(String name) {
    JsonNode value = document.get(name);
    return value == null || !value.isString() ? Optional.empty() : Optional.of(value.asString());
  }

  int number(String name, int otherwise) {
    JsonNode value = document.get(name);
    return value == null ? otherwise : value.asInt();
  }

  String keyId() throws KmsFault {
    return text("KeyId").orElseThrow(() -> KmsFault.invalid("KeyId is missing"));
  }

  byte[] bytes(String name, int atMost) throws KmsFault {
    String text = text(name).orElseThrow(() -> KmsFault.invalid(name + " is missing"));
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw KmsFault.invalid(name + " is not base64");
    }
    if (bytes.length == 0 || bytes.length > atMost) {
      throw KmsFault.invalid(name + " has 1 to " + atMost + " bytes, not " + bytes.length);
    }
    return bytes;
  }

  Map<String, String> context() {
    Map<String, String> context = new HashMap<>();
    JsonNode value = document.get("EncryptionContext");
    if (value != null) {
      value.properties().forEach(entry -> context.put(entry.getKey(), entry.getValue().asString()));
    }
    return context;
  }
}

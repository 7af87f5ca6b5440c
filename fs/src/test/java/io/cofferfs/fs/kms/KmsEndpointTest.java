package io.cofferfs.fs.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

final class KmsEndpointTest {

  @Test
  void ofAws_isTheServiceOfTheRegion() {
    assertThat(KmsEndpoint.ofAws(Region.EU_WEST_1))
        .isEqualTo(URI.create("https://kms.eu-west-1.amazonaws.com"));
    assertThat(KmsEndpoint.ofAws(Region.CN_NORTH_1))
        .isEqualTo(URI.create("https://kms.cn-north-1.amazonaws.com.cn"));
  }

  @Test
  void isConfidential_overHttp_isThisMachineAlone() {
    assertThat(KmsEndpoint.isConfidential(URI.create("https://kms.example.com"))).isTrue();
    assertThat(KmsEndpoint.isConfidential(URI.create("http://127.0.0.1:8080"))).isTrue();
    assertThat(KmsEndpoint.isConfidential(URI.create("http://[::1]:8080"))).isTrue();
    assertThat(KmsEndpoint.isConfidential(URI.create("http://192.0.2.1"))).isFalse();
    assertThat(KmsEndpoint.isConfidential(URI.create("ftp://192.0.2.1"))).isFalse();
  }
}

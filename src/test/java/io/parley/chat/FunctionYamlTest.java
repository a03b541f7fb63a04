package io.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.parley.Mappings;
import io.parley.cost.ComputeConfig;
import io.parley.edge.EdgeConfig;
import io.parley.handoff.UpdatesConfig;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code function.yaml}: what Knative knows, what the function expects, and the same as Terraform makes. */
class FunctionYamlTest {
    private static final String FILE = TerraformFiles.read(Path.of("function.yaml"));
    private static final Service SERVICE = parse(FILE);
    private static final RevisionSpec SPEC = SERVICE.getSpec().getTemplate().getSpec();
    private static final Container CONTAINER = SPEC.getContainers().get(0);
    private static final Map<String, String> REVISION =
            SERVICE.getSpec().getTemplate().getMetadata().getAnnotations();

    /** Of Cloud Run: how long a start may take. */
    private static final int STARTUP_SECONDS_MAX = 240;

    /** What Direct VPC egress may take to let an instance out. */
    private static final int STARTUP_SECONDS_MIN = 60;

    @Test
    void everyFieldIsKnown() {
        assertThat(SERVICE.getApiVersion()).isEqualTo("serving.knative.dev/v1");
        assertThat(SERVICE.getKind()).isEqualTo("Service");
        assertThat(unknown(SERVICE)).isEmpty();
    }

    /** That the check above checks. */
    @Test
    void misspeltFieldIsFound() {
        assertThat(unknown(parse(FILE.replace("containerConcurrency:", "concurrency:"))))
                .containsExactly("spec.template.spec.concurrency");
        assertThat(unknown(parse(FILE.replace("failureThreshold: 120", "failureTreshold: 120"))))
                .containsExactly("spec.template.spec.containers[0].startupProbe.failureTreshold");
        assertThat(unknown(parse(FILE.replace("readOnly: true", "readonly: true"))))
                .containsExactly("spec.template.spec.containers[0].volumeMounts[0].readonly");
    }

    @Test
    void imageIsNamedByDigest() {
        assertThat(CONTAINER.getImage()).matches("\\S+@sha256:\\S+");
    }

    @Test
    void portIsThatOfTheFunction() {
        assertThat(CONTAINER.getPorts()).hasSize(1);
        ContainerPort port = CONTAINER.getPorts().get(0);
        assertThat("${PORT:" + port.getContainerPort() + "}").isEqualTo(applicationProperty("quarkus.http.port"));
        assertThat(port.getName()).as("HTTP/1.1").isEqualTo("http1");
        assertThat(applicationProperty("quarkus.http.http2")).isEqualTo("false");
        assertThat(TerraformFiles.arguments("service.tf", "ports")).containsEntry("container_port", "8080");
        assertThat(port.getContainerPort()).isEqualTo(8080);
    }

    @Test
    void startsOnceRedisAnswers() {
        Probe probe = CONTAINER.getStartupProbe();
        assertThat(probe.getHttpGet().getPath()).isEqualTo("/q/health/ready");
        assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(managementPort());
        assertThat(probe.getPeriodSeconds() * probe.getFailureThreshold())
                .isBetween(STARTUP_SECONDS_MIN, STARTUP_SECONDS_MAX);
        assertSame(probe, TerraformFiles.arguments("service.tf", "startup_probe"));
    }

    /** Knative sends it there whatever it says; see EdgeQuarkusTest for the answer. */
    @Test
    void livesOnThePortOfTheMessages() {
        Probe probe = CONTAINER.getLivenessProbe();
        assertThat(probe.getHttpGet().getPath()).isEqualTo("/live");
        assertThat(probe.getHttpGet().getPort().getIntVal())
                .isEqualTo(CONTAINER.getPorts().get(0).getContainerPort());
        assertSame(probe, TerraformFiles.arguments("service.tf", "liveness_probe"));
    }

    /** Out of service it could not even say that it cannot. */
    @Test
    void staysInServiceWithoutRedis() {
        assertThat(CONTAINER.getReadinessProbe()).isNull();
    }

    @Test
    void requestsAtOnceAreNoMoreThanTheFunctionTakes() {
        EdgeConfig edge = Mappings.of(EdgeConfig.class, Map.of());
        UpdatesConfig updates = Mappings.of(UpdatesConfig.class, Map.of());
        assertThat(SPEC.getContainerConcurrency())
                .isEqualTo(Long.parseLong(TerraformFiles.defaultOf("concurrency")))
                .isLessThanOrEqualTo(edge.concurrency())
                .isLessThanOrEqualTo(updates.waiting());
    }

    @Test
    void platformWaitsLongerThanTheFunctionTakes() {
        EdgeConfig edge = Mappings.of(EdgeConfig.class, Map.of());
        assertThat(Duration.ofSeconds(SPEC.getTimeoutSeconds())).isGreaterThan(edge.deadline());
        assertThat(TerraformFiles.arguments("service.tf", "template"))
                .containsEntry("timeout", SPEC.getTimeoutSeconds() + "s");
        assertThat(TerraformFiles.defaultOf("deadline_seconds"))
                .isEqualTo(Long.toString(edge.deadline().toSeconds()));
    }

    @Test
    void instancesAreThoseOfTerraform() {
        assertThat(REVISION)
                .containsEntry("autoscaling.knative.dev/minScale", TerraformFiles.defaultOf("min_instances"))
                .containsEntry("autoscaling.knative.dev/maxScale", TerraformFiles.defaultOf("max_instances"))
                .containsEntry("run.googleapis.com/execution-environment", "gen2")
                .containsEntry("run.googleapis.com/startup-cpu-boost", "true")
                .containsEntry("run.googleapis.com/vpc-access-egress", "private-ranges-only");
        Map<String, Quantity> limits = CONTAINER.getResources().getLimits();
        assertThat(limits.get("cpu")).hasToString(TerraformFiles.defaultOf("vcpu"));
        assertThat(limits.get("memory")).hasToString(TerraformFiles.defaultOf("memory_mib") + "Mi");
    }

    @Test
    void networkIsAnArrayOfJson() throws JsonProcessingException {
        JsonNode interfaces = new ObjectMapper().readTree(REVISION.get("run.googleapis.com/network-interfaces"));
        assertThat(interfaces).hasSize(1);
        assertThat(interfaces.get(0).fieldNames()).toIterable().containsExactly("network", "subnetwork");
    }

    @Test
    void ledgerReckonsWithWhatIsPaid() {
        ComputeConfig defaults = Mappings.of(ComputeConfig.class, Map.of());
        Map<String, Quantity> limits = CONTAINER.getResources().getLimits();
        assertThat(new BigDecimal(value("PARLEY_COMPUTE_VCPU")))
                .isEqualByComparingTo(limits.get("cpu").getNumericalAmount())
                .isEqualByComparingTo(defaults.vcpu());
        assertThat(new BigDecimal(value("PARLEY_COMPUTE_MEMORY_GIB")).multiply(BigDecimal.valueOf(1 << 30)))
                .isEqualByComparingTo(limits.get("memory").getNumericalAmount())
                .isEqualByComparingTo(defaults.memoryGib().multiply(BigDecimal.valueOf(1 << 30)));
        assertThat(value("PARLEY_COMPUTE_BILLING"))
                .isEqualTo(defaults.billing().name().toLowerCase(Locale.ROOT))
                .isEqualTo(TerraformFiles.defaultOf("billing"));
        assertThat(REVISION).containsEntry("run.googleapis.com/cpu-throttling", "true");
    }

    @Test
    void everyVariableIsASettingOfTheFunction() {
        List<String> names = CONTAINER.getEnv().stream().map(EnvVar::getName).toList();
        assertThat(names).doesNotHaveDuplicates().doesNotContain("PORT");
        assertThat(WholeConfiguration.misspelt(names)).isEmpty();
        assertThat(names).allSatisfy(name -> assertThat(name).matches("PARLEY_.*|OPENAI_API_KEY|QUARKUS_.*"));
        String readme = TerraformFiles.read(Path.of("README.md"));
        assertThat(names)
                .filteredOn(name -> name.startsWith("QUARKUS_"))
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    /** Terraform makes these secrets; "latest" is a version there, and an entry of a Kubernetes Secret. */
    @Test
    void secretsAreCalledAsTerraformCallsThem() {
        Map<String, String> secrets = CONTAINER.getEnv().stream()
                .filter(env -> env.getValueFrom() != null)
                .collect(Collectors.toMap(
                        EnvVar::getName,
                        env -> env.getValueFrom().getSecretKeyRef().getName()));
        assertThat(secrets)
                .containsKeys(
                        "OPENAI_API_KEY",
                        "PARLEY_REDIS_URL",
                        "PARLEY_SITES_DEFAULT_SIGNING_SECRETS",
                        "PARLEY_OPERATOR_KEYS",
                        "PARLEY_HASH_KEY")
                .allSatisfy((variable, secret) -> assertThat(secret)
                        .isEqualTo("parley-"
                                + variable.replaceFirst("^PARLEY_", "")
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-')));
        assertThat(CONTAINER.getEnv())
                .filteredOn(env -> env.getValueFrom() != null)
                .allSatisfy(
                        env -> assertThat(env.getValueFrom().getSecretKeyRef().getKey())
                                .isEqualTo("latest"));
        assertThat(CONTAINER.getEnv())
                .filteredOn(env -> env.getName().matches(".*(KEY|KEYS|SECRETS?|REDIS_URL)"))
                .allSatisfy(env -> assertThat(env.getValue()).as(env.getName()).isNull());
    }

    @Test
    void certificateOfRedisIsWhereTheFunctionLooksForIt() {
        assertThat(CONTAINER.getVolumeMounts()).hasSize(1);
        assertThat(CONTAINER.getVolumeMounts().get(0).getReadOnly())
                .as("Knative mounts secrets no other way")
                .isTrue();
        assertThat(SPEC.getVolumes().get(0).getSecret().getItems().get(0).getKey())
                .isEqualTo("latest");
        assertThat(value("QUARKUS_TLS_REDIS_TRUST_STORE_PEM_CERTS"))
                .isEqualTo(CONTAINER.getVolumeMounts().get(0).getMountPath()
                        + '/'
                        + SPEC.getVolumes().get(0).getSecret().getItems().get(0).getPath());
    }

    @Test
    void oneProxyIsTrusted() {
        assertThat(value("PARLEY_FORWARDED_HOPS")).isEqualTo("1");
    }

    private static void assertSame(Probe probe, Map<String, String> terraform) {
        assertThat(terraform)
                .containsEntry("path", probe.getHttpGet().getPath())
                .containsEntry("port", probe.getHttpGet().getPort().getIntVal().toString())
                .containsEntry("period_seconds", probe.getPeriodSeconds().toString())
                .containsEntry("timeout_seconds", probe.getTimeoutSeconds().toString())
                .containsEntry("failure_threshold", probe.getFailureThreshold().toString());
    }

    private static String value(String variable) {
        return CONTAINER.getEnv().stream()
                .filter(env -> env.getName().equals(variable))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** The one of Quarkus, which we leave as it is, and name in the README. */
    private static int managementPort() {
        assertThat(applicationProperty("quarkus.management.port")).isNull();
        Matcher row = Pattern.compile("\\| `QUARKUS_MANAGEMENT_PORT` \\| `(\\d+)` \\|")
                .matcher(TerraformFiles.read(Path.of("README.md")));
        assertThat(row.find()).isTrue();
        return Integer.parseInt(row.group(1));
    }

    private static String applicationProperty(String name) {
        Properties properties = new Properties();
        try (InputStream in = FunctionYamlTest.class.getResourceAsStream("/application.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name);
    }

    private static Service parse(String yaml) {
        try {
            return YAMLMapper.builder().build().readValue(yaml, Service.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Paths of fields that the model does not know: it keeps them aside, in each object. */
    private static List<String> unknown(Service service) {
        List<String> found = new ArrayList<>();
        walk("", service, found);
        return found;
    }

    private static void walk(String path, Object node, List<String> found) {
        if (node instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                walk(path + '[' + index++ + ']', item, found);
            }
        } else if (node != null && node.getClass().getPackageName().startsWith("io.fabric8.")) {
            for (PropertyDescriptor property : properties(node.getClass())) {
                Object value = get(property, node);
                String name = path.isEmpty() ? property.getName() : path + '.' + property.getName();
                if (property.getName().equals("additionalProperties")) {
                    ((Map<?, ?>) value)
                            .keySet()
                            .forEach(key -> found.add(path.isEmpty() ? "" + key : path + '.' + key));
                } else {
                    walk(name, value, found);
                }
            }
        }
    }

    private static List<PropertyDescriptor> properties(Class<?> type) {
        try {
            return List.of(Introspector.getBeanInfo(type, Object.class).getPropertyDescriptors()).stream()
                    .filter(property -> property.getReadMethod() != null)
                    .toList();
        } catch (IntrospectionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(PropertyDescriptor property, Object node) {
        try {
            return property.getReadMethod().invoke(node);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

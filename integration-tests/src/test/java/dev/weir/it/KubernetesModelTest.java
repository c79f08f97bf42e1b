// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks every rendered object against Kubernetes' typed model, with unknown fields refused. */
class KubernetesModelTest {
    /** Fields whose keys anyone may choose. */
    private static final Set<String> FREE =
            Set.of("labels", "annotations", "data", "stringData", "matchLabels", "limits", "requests");

    @ParameterizedTest
    @EnumSource
    void rendersObjectsOfTheTypedModel(Overlay overlay) throws Exception {
        assertThat(overlay.render().objects())
                .hasSizeGreaterThan(30)
                .allSatisfy(object -> KubernetesModel.read(json(object)));
    }

    @ParameterizedTest
    @EnumSource
    void rendersEachObjectOnce(Overlay overlay) throws Exception {
        assertThat(overlay.render().objects().stream()
                        .map(object -> object.get("kind") + " "
                                + Manifests.map(object.get("metadata")).get("name")))
                .doesNotHaveDuplicates();
    }

    /** Proves the strictness of the check: a field that nobody knows is refused wherever it is put. */
    @ParameterizedTest
    @EnumSource
    void refusesAnUnknownFieldAtEveryPlace(Overlay overlay) throws Exception {
        int refused = 0;
        for (var object : overlay.render().objects()) {
            JsonNode tree = json(object);
            for (ObjectNode place : typedPlaces(tree)) {
                place.put("misspelt", 1);
                assertThatThrownBy(() -> KubernetesModel.read(tree))
                        .as("%s", place)
                        .isInstanceOf(JsonProcessingException.class)
                        .hasMessageContaining("misspelt");
                place.remove("misspelt");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(400);
    }

    @Test
    void refusesAValueOfAnotherType() throws Exception {
        JsonNode object = KubernetesModel.STRICT.readTree("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"gateway"},"data":{"WEIR_INSECURE":true}}""");

        assertThatThrownBy(() -> KubernetesModel.read(object)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void refusesAnUnknownKind() throws Exception {
        JsonNode object = KubernetesModel.STRICT.readTree("""
                {"apiVersion":"v1","kind":"Deployment","metadata":{"name":"gateway"}}""");

        assertThatThrownBy(() -> KubernetesModel.read(object)).hasMessage("no model for v1/Deployment");
    }

    private static JsonNode json(Object object) {
        return KubernetesModel.STRICT.valueToTree(object);
    }

    private static List<ObjectNode> typedPlaces(JsonNode tree) {
        List<ObjectNode> places = new ArrayList<>();
        if (tree instanceof ObjectNode object) {
            places.add(object);
        }
        tree.properties().forEach(field -> {
            boolean selectorOfService = field.getKey().equals("selector") && tree.has("ports");
            if (!FREE.contains(field.getKey()) && !selectorOfService) {
                places.addAll(typedPlaces(field.getValue()));
            }
        });
        if (tree.isArray()) {
            tree.forEach(element -> places.addAll(typedPlaces(element)));
        }
        return places;
    }
}

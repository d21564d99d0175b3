import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier

from transfer_demo.training.transferability import leep, logme, nearest_neighbour_accuracy


def classes_in_features(n, d, *, classes=3, signal=1.0, seed=0):
    """Features of which some depend on the class, and labels in which every class occurs."""
    rng = np.random.default_rng([n, d, classes, seed])
    labels = rng.permutation(np.arange(n) % classes)
    centres = rng.normal(size=(classes, d))
    return signal * centres[labels] + rng.normal(size=(n, d)), labels


def logme_by_definition(features, labels):
    """The mean over classes of max log N(y; 0, F F^T / alpha + I / beta) / N, searched blindly."""
    n = len(labels)
    evidences = []
    for label in np.unique(labels):
        y = (labels == label).astype(float)

        def loss(logs, y=y):
            covariance = features @ features.T * math.exp(-logs[0]) + np.eye(n) * math.exp(-logs[1])
            _, log_determinant = np.linalg.slogdet(2 * math.pi * covariance)
            return (log_determinant + y @ np.linalg.solve(covariance, y)) / 2 / n

        starts = [(a, b) for a in (-3.0, 2.0, 7.0) for b in (-1.0, 3.0)]
        options = {"xatol": 1e-5, "fatol": 1e-8, "maxiter": 2000}
        found = [minimize(loss, s, method="Nelder-Mead", options=options).fun for s in starts]
        evidences.append(-min(found))
    return np.mean(evidences)


@pytest.mark.parametrize(
    ("n", "d", "classes", "signal"),
    [
        (40, 5, 2, 1.0),
        (30, 12, 3, 0.3),
        (25, 25, 3, 1.0),
        (20, 60, 4, 0.5),
        (12, 200, 2, 0.2),
        (30, 8, 3, 0.0),
    ],
)
def test_logme_is_the_largest_evidence_as_defined(n, d, classes, signal):
    features, labels = classes_in_features(n, d, classes=classes, signal=signal)
    assert logme(features, labels) == pytest.approx(logme_by_definition(features, labels), abs=1e-3)


def test_logme_does_not_depend_on_the_scale_or_the_basis_of_the_features():
    features, labels = classes_in_features(30, 10)
    rotation, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(10, 10)))
    expected = logme(features, labels)
    for scale in (1e-4, 1.0, 1e4):
        assert logme(scale * features @ rotation, labels) == pytest.approx(expected, abs=1e-5)


def test_logme_prefers_features_that_tell_the_classes_apart():
    scores = [logme(*classes_in_features(60, 20, signal=s)) for s in (0.0, 0.5, 1.0, 2.0)]
    assert scores == sorted(scores)
    assert scores[-1] - scores[0] > 0.1


def test_logme_is_not_won_by_more_features_that_say_nothing():
    features, labels = classes_in_features(40, 6, signal=0.0)
    noise = np.random.default_rng(0).normal(size=(40, 200))
    informed, _ = classes_in_features(40, 6, signal=1.5)
    assert logme(noise, labels) < logme(informed, labels)


@pytest.mark.parametrize(
    ("features", "labels"),
    [
        (np.zeros((6, 4)), [0, 0, 1, 1, 2, 2]),
        (np.ones((6, 4)), [0, 0, 1, 1, 2, 2]),
        (np.eye(4), [0, 1, 2, 3]),
        (np.random.default_rng(0).normal(size=(4, 50)), [0, 1, 2, 3]),
        (np.random.default_rng(0).normal(size=(5, 3)), [0, 0, 0, 0, 0]),
        (np.repeat(np.random.default_rng(0).normal(size=(3, 9)), 4, axis=0), [0, 1, 2] * 4),
        (np.eye(3)[[0, 0, 1, 1, 2, 2]], [0, 0, 1, 1, 2, 2]),  # explained without any error
        (np.full((6, 4), 1e30), [0, 0, 1, 1, 2, 2]),
        (np.full((6, 4), 1e-30), [0, 0, 1, 1, 2, 2]),
        (np.ones((1, 3)), [0]),
    ],
)
def test_every_score_is_a_number_whatever_the_features(features, labels):
    labels = np.array(labels)
    with np.errstate(all="raise", under="ignore"):
        assert math.isfinite(logme(features, labels))
        assert 0 <= nearest_neighbour_accuracy(features, labels) <= 1


def test_features_without_any_information_score_as_noise_of_the_best_width():
    labels = np.array([0, 0, 1, 1, 1, 1])
    expected = np.mean(
        [-0.5 * (math.log(2 * math.pi * share) + 1) for share in (1 / 3, 2 / 3)]  # mean of y**2
    )
    assert logme(np.zeros((6, 4)), labels) == pytest.approx(expected)


def test_half_precision_features_are_scored_like_any_other():
    features, labels = classes_in_features(20, 6)
    halves = features.astype(np.float16)
    assert logme(halves, labels) == logme(halves.astype(np.float64), labels)
    assert nearest_neighbour_accuracy(halves, labels) == nearest_neighbour_accuracy(
        halves.astype(np.float64), labels
    )


def leep_by_definition(theta, labels):
    """Equations 1 and 2 of the paper, one number at a time."""
    n, sources = theta.shape
    joint = {(y, z): 0.0 for y in set(labels) for z in range(sources)}
    for i in range(n):
        for z in range(sources):
            joint[labels[i], z] += theta[i, z] / n
    total = 0.0
    for i in range(n):
        likelihood = 0.0
        for z in range(sources):
            marginal = sum(joint[y, z] for y in set(labels))
            if marginal > 0:
                likelihood += joint[labels[i], z] / marginal * theta[i, z]
        total += math.log(likelihood)
    return total / n


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            st.lists(
                st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any),
                min_size=n,
                max_size=n,
            ),
            st.lists(st.integers(0, 3), min_size=n, max_size=n),
        )
    )
)
def test_leep_is_what_its_definition_says(drawn):
    weights, labels = drawn
    theta = np.array(weights, dtype=float)
    theta /= theta.sum(axis=1, keepdims=True)
    found = leep(theta, np.array(labels))
    assert found == pytest.approx(leep_by_definition(theta, labels), abs=1e-12)
    assert found <= 1e-12


def test_leep_is_zero_where_each_class_has_a_class_of_the_network_for_itself():
    labels = np.array([0, 1, 2, 2, 1, 0])
    assert leep(np.eye(5)[labels + 1], labels) == pytest.approx(0)


def test_leep_is_the_entropy_of_the_labels_where_the_network_tells_nothing():
    labels = np.array([0, 0, 0, 1])
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert leep(np.full((4, 10), 0.1), labels) == pytest.approx(-entropy)


@pytest.mark.parametrize(("n", "d", "signal"), [(30, 4, 1.0), (60, 20, 0.3), (600, 8, 0.4)])
def test_the_nearest_neighbour_is_that_of_scikit_learn(n, d, signal):
    features, labels = classes_in_features(n, d, classes=4, signal=signal)
    classifier = KNeighborsClassifier(n_neighbors=1, metric="cosine", algorithm="brute")
    if n <= 60:
        predicted = cross_val_predict(classifier, features, labels, cv=LeaveOneOut())
    else:
        # Leaving one out: the second of two neighbours, the first being the image itself.
        _, two = classifier.fit(features, labels).kneighbors(features, n_neighbors=2)
        predicted = labels[two[:, 1]]
    expected = np.mean(predicted == labels)
    assert 0.3 < expected < 1
    assert nearest_neighbour_accuracy(features, labels) == pytest.approx(expected)


@given(st.permutations(range(8)))
def test_the_order_of_the_images_decides_nothing_even_among_ties(order):
    features = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [2, 0], [0, 0], [1, 1]])
    labels = np.array([0, 0, 1, 1, 1, 0, 2, 2])
    expected = nearest_neighbour_accuracy(features, labels)
    assert nearest_neighbour_accuracy(features[order], labels[order]) == pytest.approx(expected)


def test_of_equally_near_images_the_share_of_the_right_class_counts():
    # All alike: an image of the first class has 1 of 3 others with it, of the second 1 of 3.
    assert nearest_neighbour_accuracy(np.ones((4, 3)), np.array([0, 0, 1, 1])) == pytest.approx(
        1 / 3
    )


def test_an_image_alone_in_its_class_counts_as_wrong():
    features = np.array([[1, 0], [1, 0.1], [1, 0.3]])
    assert nearest_neighbour_accuracy(features, np.array([0, 1, 2])) == 0
    assert nearest_neighbour_accuracy(features, np.array([0, 0, 1])) == pytest.approx(2 / 3)
    assert nearest_neighbour_accuracy(features[:1], np.array([0])) == 0

package cognito

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// check holds a request to what is known of it by itself. Exactly one source is named, on update too: what the style
// had before does not count (branding-no-source).
func (in *BrandingSettings) check() error {
	if value(in.UseCognitoProvidedValues) == (in.Settings != nil) {
		return withRule("branding-source", invalid("useCognitoProvidedValues or settings should be specified (but not both)"))
	}
	if in.Settings != nil && in.Settings[0] != '{' {
		return withRule("branding-settings", invalid("Settings has to be a JSON object."))
	}
	return checkAssets(in.Assets)
}

// checkAssets tells of all assets that are refused, in a sentence of which the service's is known up to errorMessage
// (branding-assets-invalid).
func checkAssets(assets []AssetType) error {
	var problems []string
	for i := range assets {
		a := &assets[i]
		if problem := a.problem(); problem != "" {
			problems = append(problems, fmt.Sprintf("{category: %s, extension: %s, colorMode: %s, errorMessage: %s}",
				*a.Category, *a.Extension, *a.ColorMode, problem))
		}
	}
	if problems == nil {
		return nil
	}
	return withRule("branding-assets", invalid("Invalid assets provided. Validation errors: [%s]", strings.Join(problems, ", ")))
}

// problem is what is wrong with an asset, "" where nothing is. One without Bytes has no content to look at.
func (a *AssetType) problem() string {
	category, extension := *a.Category, *a.Extension
	switch {
	case category == "FAVICON_SVG" && extension != "SVG":
		return "The extension has to be SVG for this category"
	case category == "FAVICON_ICO" && extension != "ICO":
		return "The extension has to be ICO for this category"
	case extension == "ICO" && category != "FAVICON_ICO":
		return "The extension ICO is for the category FAVICON_ICO only"
	case a.Bytes != nil && !isImage(extension, a.Bytes):
		return "The bytes are not an image of this extension"
	}
	return ""
}

// isImage tells by its beginning whether a file is of a format.
func isImage(format string, file []byte) bool {
	begins := func(signature string) bool { return bytes.HasPrefix(file, []byte(signature)) }
	switch format {
	case "PNG":
		return begins("\x89PNG\r\n\x1a\n")
	case "JPEG":
		return begins("\xff\xd8\xff")
	case "ICO":
		return begins("\x00\x00\x01\x00")
	case "WEBP":
		return begins("RIFF") && len(file) >= 12 && string(file[8:12]) == "WEBP"
	default: // SVG
		text := bytes.TrimSpace(bytes.TrimPrefix(file, []byte("\ufeff")))
		return bytes.HasPrefix(text, []byte("<")) && bytes.Contains(text, []byte("<svg"))
	}
}

// mergedAssets are those of a style once others came to it. One of the same Category and ColorMode is replaced in its
// place, also within one request; the others follow.
func mergedAssets(before, given []AssetType) []AssetType {
	merged := slices.Clone(before)
	for _, a := range given {
		i := slices.IndexFunc(merged, func(b AssetType) bool { return *a.Category == *b.Category && *a.ColorMode == *b.ColorMode })
		if i < 0 {
			merged = append(merged, a)
		} else {
			merged[i] = a
		}
	}
	return merged
}

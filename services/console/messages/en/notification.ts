export const notification = {
  title: '',
}
